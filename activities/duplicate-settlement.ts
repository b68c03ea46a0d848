import { canonicalHash } from '../domain/canonical-json.ts';
import type { LedgerPort } from '../ports/ledger/port.ts';
import { shardWorkflowId } from '../domain/workflow-ids.ts';
import { effectKey } from './effect.ts';
import type { RunInput, WaveInput } from './inputs.ts';
import { allDevices } from './planning.ts';

/** When a wave's duplicates are settled, their devices may go on. Ledger only. */
export function createDuplicateSettlementActivities(ledger: LedgerPort) {
  return {
    /** Devices whose duplicates are all gone or refused go on; answers how many still wait. */
    async clearAfterDuplicates(input: RunInput & { wave: number }): Promise<{ waiting: number }> {
      const items = await ledger.listPlanItems(input, { wave: input.wave, withDuplicates: true });
      const entries = await ledger.listEntries(input, ['duplicate/disable', 'duplicate/delete']);
      const settled = new Set(
        entries
          .filter(
            ({ step, outcome }) =>
              outcome === 'refused' || (step === 'duplicate/delete' && outcome !== undefined),
          )
          .map(({ target }) => target),
      );
      const isClear = (duplicates: readonly { entraObjectId: string }[]): boolean =>
        duplicates.every(({ entraObjectId }) => settled.has(entraObjectId));
      const clear = items.filter((item) => isClear(item.duplicates));
      const rows = await allDevices(ledger, input, { wave: input.wave, states: ['planned'] });
      const clearKeys = new Set(clear.map(({ deviceKey }) => deviceKey));
      const moving = rows.filter((row) => clearKeys.has(row.deviceKey));
      const notify = new Set(
        moving.map((row) => shardWorkflowId(input.tenant, input.run, row.wave, row.shard)),
      );
      await ledger.moveDevices(
        input,
        moving.map((row) => ({ deviceKey: row.deviceKey, from: 'planned', to: 'cleared' })),
        [...notify],
      );
      return { waiting: items.length - clear.length };
    },
    /** The approvers said no: the wave's duplicates are settled without being deleted. */
    async refuseDuplicates(input: WaveInput): Promise<void> {
      const step = 'duplicate/delete';
      for (const item of await ledger.listPlanItems(input, {
        wave: input.wave,
        withDuplicates: true,
      })) {
        for (const { entraObjectId } of item.duplicates) {
          const entry = await ledger.intend(input, {
            key: effectKey(input.run, entraObjectId, step),
            step,
            deviceKey: item.deviceKey,
            target: entraObjectId,
            bodyHash: canonicalHash({ delete: entraObjectId }),
            before: null,
            epoch: input.epoch,
          });
          if (entry.state !== 'intended') continue;
          await ledger.answer(input, {
            key: entry.key,
            attempt: entry.attempt,
            outcome: 'refused',
            result: 'rejected at the gate',
          });
        }
      }
    },
  };
}
