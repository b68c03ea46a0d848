import type { GraphReads } from '../ports/graph/port.ts';
import type { LedgerPort } from '../ports/ledger/port.ts';
import { failure } from './failure-mapping.ts';
import type { RunInput } from './inputs.ts';
import { allDevices, runOf } from './planning.ts';

/**
 * Devices that carry the run's tag join its group, and with it receive client and profile. Before the policy is approved
 * nobody outside the run may carry it.
 */
export function createTagCheckActivities(deps: { ledger: LedgerPort; graph: GraphReads }) {
  return {
    async checkTagUnused(input: RunInput): Promise<void> {
      const { spec } = await runOf(deps.ledger, input);
      const tag = spec.groupTag.toLowerCase();
      const rows = await allDevices(deps.ledger, input, {});
      const ours = new Set(rows.map(({ entraObjectId }) => entraObjectId));
      const tagged = (await deps.graph.listEntraDevices()).rows.filter(
        (device) => device.orderId?.toLowerCase() === tag && !ours.has(device.objectId),
      );
      const [first] = tagged;
      if (first === undefined) return;
      throw failure('GroupTagInUse', `${tagged.length} devices, ${first.objectId} among them`);
    },
  };
}
