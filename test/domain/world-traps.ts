import { generateWorld } from '../../emulator/worlds/generate.ts';
import type { WorldInput } from '../../emulator/world.ts';
import { Chance } from '../activities/support/random.ts';

export type MachineInput = NonNullable<WorldInput['machines']>[number];

interface Site {
  readonly world: WorldInput;
  readonly machine: MachineInput;
  readonly chance: Chance;
}

/** What else may stand beside a reused PC; each says whether the PC can still be told apart. */
const traps: Readonly<Record<string, (site: Site) => Partial<MachineInput>>> = {
  /** Two leftovers and three objects that look like one. */
  manyTwins: () => ({
    duplicates: [
      { kind: 'stale', lastSignInDaysAgo: 91 },
      { kind: 'workplaceTwin', lastSignInDaysAgo: 400 },
      { kind: 'stale', lastSignInDaysAgo: 89 },
      { kind: 'stale', lastSignInDaysAgo: null },
      { kind: 'staleHybrid', lastSignInDaysAgo: 300 },
    ],
  }),
  /** Nothing of these can be tied to it by its hardware. */
  strayTwins: () => ({
    duplicates: [
      { kind: 'stale', lastSignInDaysAgo: 300, hasHardwareId: false },
      { kind: 'pendingHybrid' },
      { kind: 'anchorOfOldLife' },
    ],
  }),
  /** Left over, and disabled by somebody already. */
  disabledTwin: () => ({
    duplicates: [{ kind: 'stale', lastSignInDaysAgo: 200, accountEnabled: false }],
  }),
  /** A PC imaged from it, alive, that nobody manages. */
  livingClone: () => ({
    duplicates: [{ kind: 'clonedImage', lastSignInDaysAgo: 2, displayName: 'CLONE' }],
  }),
  /** The Intune record of an earlier life of the same hardware, long over when this one began. */
  earlierEnrolment: ({ machine }) => ({
    duplicates: [
      {
        kind: 'stale',
        isManaged: true,
        createdDaysAgo: (machine.enrolledDaysAgo ?? 200) + 900,
        lastSignInDaysAgo: (machine.enrolledDaysAgo ?? 200) + 30,
      },
    ],
  }),
  /** The same, but it was still in use when this one was enrolled: two PCs, or nobody knows. */
  overlappingEnrolment: ({ machine }) => ({
    resolvable: false,
    expectedEnd: 'refused',
    duplicates: [
      {
        kind: 'stale',
        isManaged: true,
        createdDaysAgo: (machine.enrolledDaysAgo ?? 200) + 900,
        lastSignInDaysAgo: 95,
      },
    ],
  }),
  /** A second Intune record that points at no Entra object. */
  orphanRecord: () => ({
    resolvable: false,
    expectedEnd: 'refused',
    duplicates: [{ kind: 'staleIntune', lastSignInDaysAgo: 300 }],
  }),
  /** Another serial number's Intune record points at its Entra object. */
  sharedObject: ({ world, machine, chance }) => {
    const entraDeviceId = uuid(chance);
    world.managedDevices?.push({
      deviceName: `OTHER-${machine.serialNumber}`,
      serialNumber: `X${machine.serialNumber}`,
      azureADDeviceId: entraDeviceId,
      lastSyncDaysAgo: 40,
    });
    return { resolvable: false, expectedEnd: 'refused', entraDeviceId };
  },
  /** Its serial number is registered too, for an object of its own. */
  foreignRegistration: ({ world, machine }) => {
    world.autopilotIdentities?.push({ serialNumber: machine.serialNumber, groupTag: 'OTHER' });
    return { resolvable: false, expectedEnd: 'refused' };
  },
  /** The site still shows an earlier client of it. */
  obsoleteClient: () => ({ duplicates: [{ kind: 'obsoleteClient' }] }),
  personal: ({ world, machine }) => {
    world.managedDevices?.push({
      deviceName: machine.name ?? machine.serialNumber,
      serialNumber: machine.serialNumber,
      machineId: machine.machineId ?? machine.serialNumber,
      ownerType: 'personal',
      azureADDeviceId: machine.entraDeviceId ?? '',
      lastSyncDaysAgo: machine.lastSyncDaysAgo ?? 60,
    });
    return { expectedEnd: 'refused' };
  },
};

/** Its serial number is registered a second time. */
function registerTwice({ world, machine }: Site): Partial<MachineInput> {
  world.autopilotIdentities?.push({ serialNumber: machine.serialNumber });
  return { kind: 'twiceRegistered', resolvable: false, expectedEnd: 'refused' };
}

/** Machines that are in nobody's hands and have nothing beside them yet. */
const plainKinds: ReadonlySet<string | undefined> = new Set(['reused', 'sameName', 'sharedUser']);

/** A world of the emulator's, with more traps in it; every third over existing clients. */
export function trapWorld(seed: number): WorldInput {
  const path = seed % 3 === 0 ? 'existing-clients' : 'autopilot';
  const plain = generateWorld({ seed, machines: 30 + (seed % 31), path });
  const chance = new Chance(seed);
  const world: WorldInput = {
    ...plain,
    entraDevices: [...(plain.entraDevices ?? [])],
    managedDevices: [...(plain.managedDevices ?? [])],
    autopilotIdentities: [],
    // Whether a wipe comes in its turn is for other tests.
    referee: { off: ['REF-WIPE-UNREGISTERED'] },
  };
  const names = Object.keys(traps);
  const machines = (plain.machines ?? []).map((machine): MachineInput => {
    if (machine.bystander === true || chance.oneIn(3)) return machine;
    if (machine.kind === 'registered') {
      return { ...machine, ...registerTwice({ world, machine, chance }) };
    }
    if (!plainKinds.has(machine.kind)) return machine;
    const name = names[chance.below(names.length)] ?? '';
    const given = { ...machine, kind: name, entraDeviceId: uuid(chance) };
    return { ...given, ...traps[name]?.({ world, machine: given, chance }) };
  });
  return { ...world, machines };
}

/** Every kind of machine that so many worlds are to hold. */
export const trapNames: readonly string[] = [...Object.keys(traps), 'twiceRegistered'];

function uuid(chance: Chance): string {
  const digits = Array.from({ length: 32 }, (_, at) =>
    at === 12 ? '4' : at === 16 ? '8' : chance.below(16).toString(16),
  ).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
