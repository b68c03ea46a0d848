import { insist, look, type Laboratory } from './laboratory.ts';

/** The order of the workflow's undo. The watcher goes on meanwhile. */
export async function undoRun(lab: Laboratory): Promise<void> {
  const { key } = lab;
  const { ledger, guard, graph, site } = lab.activities;
  const { epoch } = await insist(lab, () => ledger.recordFence({ ...key, state: 'undoing' }));
  const input = { ...key, epoch };
  const watching = <T>(activity: () => Promise<T>): Promise<T> =>
    insist(lab, async () => {
      await look(lab);
      return activity();
    });
  await watching(() => guard.enableDuplicates({ ...input, step: 'undo/duplicate-enable' }));
  await watching(() => graph.undoRegistrations(input));
  await watching(() => site.undoSiteObjects(input));
  await watching(() => graph.undoTenantObjects(input));
  await insist(lab, () => ledger.parkLeftovers(key));
  await insist(lab, () => ledger.writeReport({ ...key, outcome: 'aborted' }));
  await insist(lab, () => ledger.recordEnd({ ...key, outcome: 'aborted' }));
}
