import type { GateLeaf, GateSubject, GateType, OpenGate } from '../domain/approval.ts';
import type { Json } from '../domain/canonical-json.ts';
import {
  duplicateLeaves,
  gateName,
  gateSubject,
  subjectHash,
  wipeLeaf,
} from '../domain/gate-subjects.ts';
import { quorumOf } from '../domain/quorum.ts';
import { tenantObjectBodies } from '../domain/tenant-objects.ts';
import type { GateRow, LedgerPort } from '../ports/ledger/port.ts';
import { failure } from './failure-mapping.ts';
import type { RunInput } from './inputs.ts';
import { allDevices, runOf } from './planning.ts';
import { commandLineOf } from './cloud-attach-evidence.ts';

export interface OpenGateInput extends RunInput {
  readonly gateType: GateType;
  readonly wave: number;
  /** 1, or more where a gate of this type and wave was decided before. */
  readonly round: number;
  readonly deadlineMs: number;
}

interface Asked {
  readonly subject: GateSubject;
  readonly leaves: readonly GateLeaf[];
}

/** Gates as the ledger knows them. Opening twice gives the same gate: its nonce is made once. */
export function createGateActivities(ledger: LedgerPort) {
  return {
    async openGate(input: OpenGateInput): Promise<OpenGate> {
      const gate = gateName(input.gateType, input.wave, input.round);
      const there = await ledger.findGate(input, gate);
      if (there !== undefined) return openGateOf(there);
      const plan = await ledger.findPlan(input);
      if (plan === undefined) throw failure('BrokenInvariant', `gate ${gate} before the plan`);
      const { subject, leaves } = await whatIsAsked(ledger, input);
      const now = Date.now();
      const row = await ledger.openGate(
        input,
        {
          gate,
          gateType: input.gateType,
          wave: input.wave,
          nonce: crypto.randomUUID(),
          planHash: plan.planHash,
          subjectHash: subjectHash(subject),
          subject,
          quorum: quorumOf(input.gateType, { disables: subject.counts['disables'] ?? 0 }),
          openedAt: new Date(now).toISOString(),
          deadlineAt: new Date(now + input.deadlineMs).toISOString(),
        },
        leaves,
      );
      await ledger.appendAudit(input, {
        actor: 'gangway',
        act: 'gate-opened',
        subject: gate,
        detail: subject,
      });
      return openGateOf(row);
    },
    async recordGate(input: RunInput & { gate: string; state: GateRow['state'] }): Promise<void> {
      await ledger.setGateState(input, input.gate, input.state);
      await ledger.appendAudit(input, {
        actor: 'gangway',
        act: `gate-${input.state}`,
        subject: input.gate,
        detail: null,
      });
    },
    /** Tells whoever may decide that time is running out. Who hears of it is the notifier's business. */
    async escalateGate(input: RunInput & { gate: string }): Promise<void> {
      await ledger.appendAudit(input, {
        actor: 'gangway',
        act: 'gate-escalated',
        subject: input.gate,
        detail: null,
      });
    },
  };
}

function openGateOf(row: GateRow): OpenGate {
  const { gate, gateType, wave, nonce, planHash, subject, quorum, openedAt, deadlineAt } = row;
  return {
    gate,
    gateType,
    wave,
    nonce,
    planHash,
    subjectHash: row.subjectHash,
    subject,
    quorum,
    openedAt,
    deadlineAt,
  };
}

async function whatIsAsked(ledger: LedgerPort, input: OpenGateInput): Promise<Asked> {
  switch (input.gateType) {
    case 'plan':
      return askPlan(ledger, input);
    case 'policy':
      return askPolicy(ledger, input);
    case 'duplicate-delete':
      return askDelete(ledger, input);
    case 'wipe':
      return askWipe(ledger, input);
    case 'wave':
      return askWave(ledger, input);
    case 'workload':
    case 'drift':
      throw failure('BrokenInvariant', `gate ${input.gateType} is not part of this path yet`);
  }
}

/** The plan's gate authorises the disables it lists; all else in the plan is bound by its hash. */
async function askPlan(ledger: LedgerPort, input: OpenGateInput): Promise<Asked> {
  const items = await ledger.listPlanItems(input, {});
  const leaves = duplicateLeaves('disable', items);
  const counts: Record<string, number> = { devices: items.length, disables: leaves.length };
  for (const { track } of items) counts[`track-${track}`] = (counts[`track-${track}`] ?? 0) + 1;
  return ask(input, 'disable', leaves, counts);
}

async function askPolicy(ledger: LedgerPort, input: OpenGateInput): Promise<Asked> {
  const { spec } = await runOf(ledger, input);
  const bodies = tenantObjectBodies(spec, await commandLineOf(ledger, input));
  const items = await ledger.listPlanItems(input, {});
  const counts = {
    newDevices: items.filter(({ track }) => track === 'register' || track === 'adopt').length,
    reusedDevices: items.filter(({ track }) => track === 'reset' || track === 'manual-reset')
      .length,
  };
  return ask(input, 'go-on', [], counts, bodies as unknown as Json);
}

async function askDelete(ledger: LedgerPort, input: OpenGateInput): Promise<Asked> {
  const items = await ledger.listPlanItems(input, { wave: input.wave, withDuplicates: true });
  const disabled = new Set(
    (await ledger.listEntries(input, ['duplicate/disable']))
      .filter(({ outcome }) => outcome === 'done' || outcome === 'adopted')
      .map(({ target }) => target),
  );
  const leaves = duplicateLeaves('delete', items).filter((leaf) =>
    disabled.has(leaf.entraObjectId ?? ''),
  );
  return ask(input, 'delete', leaves, { deletes: leaves.length });
}

async function askWipe(ledger: LedgerPort, input: OpenGateInput): Promise<Asked> {
  const ready = await allDevices(ledger, input, {
    wave: input.wave,
    tracks: ['reset'],
    states: ['profile-assigned'],
  });
  const readyKeys = new Map(ready.map((row) => [row.deviceKey, row]));
  const items = await ledger.listPlanItems(input, { wave: input.wave });
  const leaves = items.flatMap((item) => {
    const row = readyKeys.get(item.deviceKey);
    if (row === undefined) return [];
    const identity = row.autopilotIdentityId;
    const leaf = wipeLeaf(item.deviceKey, {
      ...item.target,
      ...(identity && { autopilotIdentityId: identity }),
    });
    return leaf === undefined ? [] : [leaf];
  });
  return ask(input, 'wipe', leaves, { wipes: leaves.length });
}

async function askWave(ledger: LedgerPort, input: OpenGateInput): Promise<Asked> {
  const counts = await ledger.countDevices(input, { wave: input.wave });
  return ask(input, 'go-on', [], Object.fromEntries(Object.entries(counts)));
}

function ask(
  input: OpenGateInput,
  action: GateLeaf['action'] | 'go-on',
  leaves: readonly GateLeaf[],
  counts: Readonly<Record<string, number>>,
  body?: Json,
): Asked {
  const { gateType, wave } = input;
  return {
    leaves,
    subject: gateSubject({
      gateType,
      wave,
      action,
      leaves,
      counts,
      ...(body === undefined ? {} : { body }),
    }),
  };
}
