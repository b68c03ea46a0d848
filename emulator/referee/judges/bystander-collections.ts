import type { CurrentRequest } from '../../http/current-request.ts';
import type { Judging } from '../referee.ts';
import { isSuccess, wireObjectOf } from '../wire-objects.ts';

/**
 * Entra-joined clients are workgroup clients to the site, and a query that finds them finds others
 * of their kind: Microsoft's own procedure puts bystanders into the collection, and only advises to
 * narrow the query. So what a query brings in is a notice. Who names a machine, or deploys to a
 * collection of people's that holds it, has chosen it.
 * https://learn.microsoft.com/managed-desktop/prepare/autopilot-co-management
 */
export function judgeBystanderCollections(given: Judging): void {
  const { simulation, ownership, report } = given;
  const { events, site } = simulation;
  events.on('collection-members-changed', ({ collectionId: id, added }) => {
    if (ownership.makerOf('collections', id) === undefined) return;
    const named = namedIn(site.collections.find(id)?.rules ?? []);
    const machines = bystandersAmong(
      given,
      added.filter((each) => !named.has(each)),
    );
    if (machines.length === 0) return;
    const object = { store: 'collections', id } as const;
    report('REF-BYSTANDER-COLLECTED', { subject: id, evidence: { machines }, object });
  });
  events.on('request-answered', ({ request, status }) => {
    const target = wireObjectOf(request);
    const isDeployment = target?.store === 'applicationAssignments' && request.method === 'POST';
    if (isDeployment && isSuccess(status)) judgeDeployment(given, request);
  });
}

function judgeDeployment(given: Judging, request: CurrentRequest): void {
  const { ownership, report, simulation } = given;
  const { TargetCollectionID: targetId } = (request.body ?? {}) as { TargetCollectionID?: unknown };
  const collection =
    typeof targetId === 'string' ? simulation.site.collections.find(targetId) : undefined;
  if (collection === undefined) return;
  const { collectionId: id, members } = collection;
  const machines = bystandersAmong(given, [...members.keys()]);
  if (machines.length === 0) return;
  const object = { store: 'collections', id } as const;
  if (ownership.makerOf('collections', id) !== undefined) {
    const evidence = { machines, deployed: true };
    report('REF-BYSTANDER-COLLECTED', { subject: id, evidence, object, request });
    return;
  }
  for (const machineId of machines) {
    const evidence = { what: 'was deployed to', id };
    report('REF-BYSTANDER', { subject: machineId, evidence, object, machineId, request });
  }
}

function namedIn(rules: readonly object[]): Set<number> {
  return new Set(
    rules.flatMap((rule) => ('resourceId' in rule ? [rule.resourceId as number] : [])),
  );
}

function bystandersAmong({ simulation }: Judging, resourceIds: readonly number[]): string[] {
  const { machines, site } = simulation;
  return resourceIds.flatMap((resourceId) => {
    const machineId = site.systems.find(String(resourceId))?.machineId;
    const machine = machineId === undefined ? undefined : machines.find(machineId);
    return machine?.spec.bystander === true ? [machine.id] : [];
  });
}
