import type { GateLeaf, OpenGate } from '../../../domain/approval.ts';
import { gateSubject, subjectHash } from '../../../domain/gate-subjects.ts';
import type { NewDevice, RunKey } from '../../../ports/ledger/port.ts';
import { runSpec } from '../../../api/schemas/run-spec.ts';
import { people, tenantId } from './people.ts';
import { specInput } from './upload.ts';
import type { ApiLease } from './use-api.ts';

let runs = 0;

/** A run stored as the intake would have; its workflow is the recording's. */
export async function aRun(
  { ledger }: ApiLease,
  devices: readonly NewDevice[] = [],
  tenant = tenantId,
): Promise<RunKey> {
  runs += 1;
  const key = { tenant, run: `r-${runs}` };
  await ledger.createRun({
    ...key,
    requester: people.admin.oid,
    spec: runSpec.parse(specInput),
    specHash: 'spec-hash',
    devices,
    rejected: [
      { row: 9, column: 'Hardware Hash', code: 'HardwareHashMissing', serialNumber: 'SN-9' },
    ],
    rowsRead: devices.length + 1,
    idempotencyKey: `key-${tenant}-${runs}`,
    bodyHash: 'body-hash',
  });
  return key;
}

export function aDevice(deviceKey: string): NewDevice {
  return {
    deviceKey,
    row: 2,
    serialNumber: `SN-${deviceKey}`,
    productId: '',
    hardwareHash: `hash of ${deviceKey}`,
    groupTag: 'GANGWAY',
  };
}

export function aLeaf(deviceKey: string): GateLeaf {
  return {
    deviceKey,
    action: 'wipe',
    serial: `SN-${deviceKey}`,
    entraDeviceId: `entra-${deviceKey}`,
    managedDeviceId: `managed-${deviceKey}`,
    enrolledDateTime: '2026-01-01T00:00:00Z',
    precondition: 'profile assigned',
  };
}

/** Opens a gate in the ledger, as the run would. */
export async function openGate(
  { ledger }: ApiLease,
  key: RunKey,
  change: Partial<OpenGate> & { leaves?: readonly GateLeaf[] } = {},
): Promise<OpenGate> {
  const { leaves = [], ...rest } = change;
  const subject = gateSubject({
    gateType: 'wipe',
    wave: 1,
    action: 'wipe',
    leaves,
    counts: { devices: leaves.length },
  });
  const gate = {
    gate: 'wipe-1',
    gateType: 'wipe',
    wave: 1,
    nonce: `nonce-${key.run}`,
    planHash: 'plan-hash',
    subject,
    subjectHash: subjectHash(subject),
    quorum: 2,
    openedAt: '2026-09-01T08:00:00Z',
    deadlineAt: '2026-09-04T08:00:00Z',
    ...rest,
  } as const;
  await ledger.openGate(key, gate, leaves);
  return gate;
}
