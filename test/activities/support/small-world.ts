import { makeHardwareHash } from '../../../emulator/hardware-hash.ts';
import type { WorldInput } from '../../../emulator/world.ts';
import type { RunSpec } from '../../../domain/run-spec.ts';
import type { NewDevice } from '../../../ports/ledger/port.ts';

/** What a machine of a small world is to the run. */
export type Kind =
  /** In its box; nobody knows it. */
  | 'new'
  /** In its box and registered already, under another tag. */
  | 'registered'
  /** In Intune, long silent. */
  | 'reused'
  /** The same, with a stale object of an earlier registration beside it. */
  | 'duplicate'
  /** The same, but the only copy of a recovery key stands on the stale object. */
  | 'duplicate-with-key'
  /** Registered in another tenant: the import says so. */
  | 'foreign'
  /** Joined before: the import answers 814. */
  | 'joined'
  /** Nothing to do. */
  | 'co-managed'
  /** A trap: on no list, with the name of the first machine. */
  | 'bystander';

export interface SmallWorld {
  readonly world: WorldInput;
  readonly devices: readonly NewDevice[];
  readonly serials: readonly string[];
}

export const groupTag = 'GW';

export const commandLine =
  'CCMSETUPCMD="CCMHOSTNAME=cmg.fabrikam.example/CCM_Proxy_MutualAuth/72057594037927941 SMSSITECODE=PS1"';

export const spec: RunSpec = {
  name: 'autumn',
  path: 'autopilot',
  groupTag,
  deviceGroup: { name: 'Gangway devices' },
  espProfile: { name: 'Gangway ESP', timeoutMinutes: 60 },
  autopilotProfile: { name: 'Gangway Autopilot' },
  comanagementPolicy: { name: 'Gangway co-management', description: 'Made by Gangway' },
  deviceCollection: { name: 'Gangway clients', limitToCollectionId: 'SMS00001' },
  applications: ['Company Portal'],
  waves: { canary: 0, size: 100, failureBudgetPercent: 50 },
  duplicateGrace: 'PT1H',
  gates: { deadline: 'P1D', executeWithin: 'P30D' },
};

/** Hours of vendor time that a disabled duplicate rests in these tests. */
export const graceMs = 3_600_000;

const owner = 'ada@fabrikam.example';

/** One machine of each kind, in this order; serial numbers and device keys are told apart by their place. */
export function aSmallWorld(kinds: readonly Kind[], change: WorldInput = {}): SmallWorld {
  const machines = kinds.map((kind, index) => aMachine(kind, serialAt(index)));
  const listed = kinds.flatMap((kind, index) => (kind === 'bystander' ? [] : [index]));
  const stale = kinds.flatMap((kind, index) => staleOf(kind, serialAt(index)));
  return {
    world: {
      users: [{ userPrincipalName: owner }],
      machines,
      entraDevices: stale,
      ...change,
      site: {
        applications: [{ name: 'Company Portal', isDistributed: true }],
        ...change.site,
      },
    },
    devices: listed.map((index) => aRow(index)),
    serials: listed.map(serialAt),
  };
}

export function serialAt(index: number): string {
  return `SN-${String(index).padStart(4, '0')}`;
}

export function deviceKeyAt(index: number): string {
  return `device-${String(index).padStart(4, '0')}`;
}

type MachineInput = NonNullable<WorldInput['machines']>[number];
type EntraInput = NonNullable<WorldInput['entraDevices']>[number];

function aMachine(kind: Kind, serialNumber: string): MachineInput {
  const base = { serialNumber, machineId: serialNumber, name: `PC-${serialNumber}` };
  const enrolled = { ...base, state: 'enrolled', lastSyncDaysAgo: 60 } as const;
  switch (kind) {
    case 'new':
      return base;
    case 'registered':
      return { ...base, registered: { groupTag: 'OLD' } };
    case 'reused':
    case 'duplicate':
    case 'duplicate-with-key':
      return enrolled;
    case 'foreign':
      return { ...base, registeredInOtherTenant: true };
    case 'joined':
      return { ...base, answers814: true };
    case 'co-managed':
      return { ...base, state: 'co-managed' };
    case 'bystander':
      return { ...enrolled, name: `PC-${serialAt(0)}`, bystander: true };
  }
}

/** What an earlier join or registration left behind, seen last 200 days ago. */
function staleOf(kind: Kind, machineId: string): readonly EntraInput[] {
  if (kind !== 'duplicate' && kind !== 'duplicate-with-key' && kind !== 'joined') return [];
  return [
    {
      displayName: `PC-${machineId}`,
      machineId,
      stale: true,
      trustType: 'Workplace',
      lastSignInDaysAgo: 200,
      bitlockerKeyCount: kind === 'duplicate-with-key' ? 1 : 0,
    },
  ];
}

function aRow(index: number): NewDevice {
  const serialNumber = serialAt(index);
  const fields = { serialNumber, manufacturer: 'Contoso Devices', model: 'Contoso Book 14' };
  return {
    deviceKey: deviceKeyAt(index),
    row: index + 2,
    serialNumber,
    productId: '',
    hardwareHash: makeHardwareHash({ ...fields, seed: serialNumber }),
    groupTag,
  };
}

/** The same world, whose directory is as far behind as a real one. */
export function lagging(small: SmallWorld): SmallWorld {
  const timings = { ...small.world.timings, directoryLagSeconds: 10 };
  return { ...small, world: { ...small.world, timings } };
}
