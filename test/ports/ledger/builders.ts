import type { Decision, OpenGate } from '../../../domain/approval.ts';
import { canonicalHash } from '../../../domain/canonical-json.ts';
import type { PlanHeader, PlanItem } from '../../../domain/plan-item.ts';
import type {
  JournalIntent,
  LedgerPort,
  NewDevice,
  RunKey,
  StoredDecision,
} from '../../../ports/ledger/port.ts';
import { aRunSpec } from '../../support/run-spec.ts';

let tenants = 0;

/** A tenant nobody else in the file uses. */
export async function aTenant(ledger: LedgerPort): Promise<string> {
  tenants += 1;
  const tenant = `tenant-${tenants}`;
  await ledger.ensureTenant(tenant, 'Contoso');
  return tenant;
}

export function aDevice(deviceKey: string, change: Partial<NewDevice> = {}): NewDevice {
  return {
    deviceKey,
    row: 2,
    serialNumber: `SN-${deviceKey}`,
    productId: '',
    hardwareHash: `hash of ${deviceKey}`,
    groupTag: 'GW',
    ...change,
  };
}

type NewRun = Parameters<LedgerPort['createRun']>[0];

export function aNewRun(
  key: RunKey,
  deviceKeys: readonly string[],
  change: Partial<NewRun> = {},
): NewRun {
  return {
    ...key,
    requester: 'oid-ada',
    spec: aRunSpec,
    specHash: 'spec-hash',
    devices: deviceKeys.map((deviceKey, index) => aDevice(deviceKey, { row: index + 2 })),
    rejected: [],
    rowsRead: deviceKeys.length,
    idempotencyKey: `create-${key.run}`,
    bodyHash: 'body-hash',
    ...change,
  };
}

/** A run with these devices, all `accepted`, in a tenant of its own unless one is given. */
export async function aRun(
  ledger: LedgerPort,
  deviceKeys: readonly string[] = [],
  change: Partial<RunKey> = {},
): Promise<RunKey> {
  const tenant = change.tenant ?? (await aTenant(ledger));
  const key = { tenant, run: change.run ?? 'r-1' };
  await ledger.createRun(aNewRun(key, deviceKeys));
  return key;
}

export function anItem(deviceKey: string, change: Partial<PlanItem> = {}): PlanItem {
  return {
    deviceKey,
    row: 2,
    track: 'register',
    wave: 1,
    groupTag: 'GW',
    target: { serialNumber: `SN-${deviceKey}` },
    evidence: [],
    duplicates: [],
    kept: [],
    ...change,
  };
}

export function aHeader(key: RunKey, items: readonly PlanItem[]): PlanHeader {
  return {
    version: 1,
    ...key,
    path: 'autopilot',
    requester: 'oid-ada',
    specHash: 'spec-hash',
    itemsRoot: 'root',
    totals: { devices: items.length, byTrack: {}, duplicates: 0, waves: 1 },
    tenantChanges: [],
  };
}

export function anIntent(
  run: string,
  step: string,
  change: Partial<JournalIntent> = {},
): JournalIntent {
  return {
    key: `${run}/-/${step}`,
    step,
    target: 'object-1',
    bodyHash: 'body-hash',
    epoch: 1,
    ...change,
  };
}

export function aGate(change: Partial<OpenGate> = {}): OpenGate {
  const subject = {
    gateType: 'plan',
    wave: 0,
    action: 'plan',
    itemsRoot: 'root',
    counts: {},
  } as const;
  return {
    gate: 'plan',
    gateType: 'plan',
    wave: 0,
    nonce: 'nonce-1',
    planHash: 'plan-hash',
    subjectHash: canonicalHash(subject),
    subject,
    quorum: 1,
    openedAt: '2026-03-02T08:00:00Z',
    deadlineAt: '2026-03-03T08:00:00Z',
    ...change,
  };
}

export function aDecision(run: string, change: Partial<Decision> = {}): StoredDecision {
  const decision: Decision = {
    run,
    gate: 'plan',
    nonce: 'nonce-1',
    planHash: 'plan-hash',
    subjectHash: 'subject-hash',
    verdict: 'approve',
    textHash: 'text-hash',
    oid: 'oid-grace',
    decideBefore: '2026-03-03T08:00:00Z',
    executeUntil: '2026-04-01T08:00:00Z',
    kid: 'kid-1',
    ...change,
  };
  return {
    decision,
    signature: 'signature',
    countersignature: {
      tenant: 'tenant',
      oid: decision.oid,
      roles: ['Gangway.Approver'],
      at: '2026-03-02T09:00:00Z',
      kid: 'api-1',
      signature: 'countersignature',
    },
  };
}
