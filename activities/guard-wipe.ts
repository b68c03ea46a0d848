import type { GateLeaf } from '../domain/approval.ts';
import { canonicalHash } from '../domain/canonical-json.ts';
import type { FailureCode } from '../domain/failures.ts';
import type { GuardEvidence } from '../domain/guard-verdict.ts';
import { neverWipe } from '../domain/never-rules.ts';
import { serialKey } from '../domain/serial-number.ts';
import type { DeviceRow } from '../ports/ledger/port.ts';
import { effectKey, performEffect, wipeStep } from './effect.ts';
import { gatherEvidence, recordRefusal, whyNot, type GuardDeps } from './guard-evidence.ts';
import type { WaveInput } from './inputs.ts';
import { allDevices } from './planning.ts';
import { isRefusal } from './refused-device.ts';

export interface WipeAnswer {
  readonly issued: number;
  readonly parked: number;
}

/** Wipes what gate `wipe` approved, each device at most once. What cannot be told after a crash goes to a person. */
export function createGuardWipeActivities(deps: GuardDeps) {
  return {
    async wipeDevices(input: WaveInput & { gate: string }): Promise<WipeAnswer> {
      const { evidence } = await gatherEvidence(deps, input, input.gate);
      const rows = await allDevices(deps.ledger, input, {
        wave: input.wave,
        states: ['wipe-approved'],
      });
      const leaves = new Map(evidence.leaves.map((leaf) => [leaf.deviceKey, leaf]));
      const answer = { issued: 0, parked: 0 };
      for (const row of rows) {
        const leaf = leaves.get(row.deviceKey);
        const end =
          leaf === undefined
            ? await park(deps, input, row, 'not under the gate')
            : await wipeOrPark({ deps, input, evidence, row, leaf });
        answer[end] += 1;
      }
      return answer;
    },
  };
}

interface Call {
  readonly deps: GuardDeps;
  readonly input: WaveInput & { gate: string };
  readonly evidence: GuardEvidence;
  readonly row: DeviceRow;
  readonly leaf: GateLeaf;
}

/** What the vendor refuses for one device is that device's trouble: it parks, and the others go on. */
async function wipeOrPark(call: Call): Promise<'issued' | 'parked'> {
  try {
    return await wipeOne(call);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const reason = `${error.code} ${error.status}`;
    return park(call.deps, call.input, call.row, reason, 'VendorRefused');
  }
}

async function wipeOne(call: Call): Promise<'issued' | 'parked'> {
  const { deps, input, row, leaf } = call;
  const managedDeviceId = leaf.managedDeviceId ?? '';
  const { outcome, result } = await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, row.deviceKey, wipeStep),
      step: wipeStep,
      deviceKey: row.deviceKey,
      target: managedDeviceId,
      epoch: input.epoch,
      before: null,
      bodyHash: canonicalHash({ keepEnrollmentData: false, keepUserData: false }),
    },
    // At most once: when the answer is lost and the vendor shows nothing, a person decides.
    repeatable: false,
    refusal: () => whyNotWipe(call, managedDeviceId),
    readBack: async () => {
      const found = await deps.graph.findManagedDevice(managedDeviceId);
      if (found === undefined) return 'record gone';
      return found.device.managementState?.startsWith('wipe') === true ? 'wipe pending' : undefined;
    },
    send: async () => {
      await deps.graph.wipeManagedDevice(managedDeviceId);
      return 'accepted';
    },
  });
  if (outcome === 'unknown') return park(deps, input, row, 'answer lost', 'WipeUnknown');
  if (outcome === 'refused') {
    await recordRefusal(deps, input, { action: 'wipe', leaf, reason: result });
    return park(deps, input, row, result);
  }
  await deps.ledger.moveDevices(input, [
    { deviceKey: row.deviceKey, from: 'wipe-approved', to: 'wipe-issued' },
  ]);
  return 'issued';
}

async function whyNotWipe(call: Call, managedDeviceId: string): Promise<string | undefined> {
  const { deps, input, leaf } = call;
  const unapproved = await whyNot(deps, call.evidence, { action: 'wipe', leaf });
  if (unapproved !== undefined) return unapproved;
  const live = await deps.graph.findManagedDevice(managedDeviceId);
  if (live === undefined) return 'gone';
  const approved = {
    serialKey: serialKey(leaf.serial),
    entraDeviceId: leaf.entraDeviceId ?? '',
    enrolledDateTime: leaf.enrolledDateTime ?? '',
  };
  const never = neverWipe(live.device, approved, serialKey);
  if (never !== undefined) return never;
  // The registration must survive the wipe, or the device comes back as anybody's.
  const identity = await deps.graph.findAutopilotIdentity(leaf.autopilotIdentityId ?? '');
  if (identity === undefined || serialKey(identity.serialNumber) !== approved.serialKey)
    return 'not-registered';
  await deps.ledger.saveEscrow(input, {
    key: `managed-device/${managedDeviceId}`,
    kind: 'managed-device',
    body: live.device,
  });
  return undefined;
}

async function park(
  deps: GuardDeps,
  input: WaveInput,
  row: DeviceRow,
  reason: string,
  code: FailureCode = 'GuardRefused',
): Promise<'parked'> {
  await deps.ledger.moveDevices(input, [
    {
      deviceKey: row.deviceKey,
      from: 'wipe-approved',
      to: 'needs-attention',
      code,
      vendorReason: reason,
    },
  ]);
  return 'parked';
}
