import { canonicalHash } from '../domain/canonical-json.ts';
import type { LedgerPort } from '../ports/ledger/port.ts';
import { effectKey } from './effect.ts';
import type { WaveInput } from './inputs.ts';

/** The approvers said no: the wave's duplicates are settled without being deleted, and their devices may go on. */
export function createRefuseDuplicatesActivities(ledger: LedgerPort) {
  return {
    async refuseDuplicates(input: WaveInput): Promise<void> {
      const step = 'duplicate/delete';
      for (const item of await ledger.listPlanItems(input, { wave: input.wave, withDuplicates: true })) {
        for (const { entraObjectId } of item.duplicates) {
          const entry = await ledger.intend(input, {
            key: effectKey(input.run, entraObjectId, step), step, deviceKey: item.deviceKey, target: entraObjectId,
            bodyHash: canonicalHash({ delete: entraObjectId }), before: null, epoch: input.epoch,
          });
          if (entry.state !== 'intended') continue;
          await ledger.answer(input, { key: entry.key, attempt: entry.attempt, outcome: 'refused', result: 'rejected at the gate' });
        }
      }
    },
  };
}
