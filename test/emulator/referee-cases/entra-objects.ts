import { deviceOf } from '../support.ts';
import type { Cases } from './case.ts';
import { DAY, cleanUp, disable, list, recordOf, remove, wipe } from './case.ts';

export const OLD = '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a01';
const OTHER = '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a02';

/** A PC in use, and a stale object of an earlier join of it. */
const leftover = {
  id: OLD,
  displayName: 'PC',
  machineId: 'PC',
  stale: true,
  lastSignInDaysAgo: 200,
};
const pc = { serialNumber: 'PC', state: 'enrolled' as const, lastSignInDaysAgo: 100 };
const world = {
  machines: [pc, { serialNumber: 'HERE', registered: {} }],
  entraDevices: [leftover],
};
const withOther = (change: object) => ({
  ...world,
  entraDevices: [leftover, { ...leftover, id: OTHER, ...change }],
});

export const entraObjectCases: Cases = {
  'REF-ZTDID-DISABLED': {
    world,
    wrong: (lab) => disable(lab, deviceOf(lab, 'HERE').id),
    right: (lab) => disable(lab, OLD),
  },
  'REF-ZTDID-DELETED': {
    world,
    wrong: (lab) => remove(lab, deviceOf(lab, 'HERE').id),
    right: (lab) => cleanUp(lab, OLD),
  },
  'REF-SYNCED-OBJECT': {
    world: withOther({ trustType: 'ServerAd', onPremisesSyncEnabled: true }),
    wrong: (lab) => disable(lab, OTHER),
    right: (lab) => cleanUp(lab, OLD),
  },
  'REF-SYSTEM-OBJECT': {
    world: withOther({}),
    wrong: (lab) => {
      const device = lab.emulator.simulation.devices.find(OTHER);
      if (device !== undefined) device.profileType = 'SecureVM';
      return disable(lab, OTHER);
    },
    right: (lab) => disable(lab, OTHER),
  },
  'REF-ACTIVE-OBJECT': {
    world: withOther({ lastSignInDaysAgo: 20 }),
    wrong: (lab) => disable(lab, OTHER),
    right: async (lab) => {
      lab.advance(1.1 * DAY);
      await disable(lab, OTHER);
    },
  },
  'REF-UNDATED-OBJECT': {
    world: withOther({ lastSignInDaysAgo: null }),
    wrong: (lab) => disable(lab, OTHER),
    right: (lab) => disable(lab, OLD),
  },
  'REF-ENTRA-BEFORE-INTUNE': {
    world: { ...world, machines: [{ ...pc, resetsAfterWipe: false }] },
    wrong: (lab) => disable(lab, deviceOf(lab, 'PC').id),
    right: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await wipe(lab, 'PC');
      lab.advance(DAY);
      expectNoRecord(() => recordOf(lab, 'PC'));
      await cleanUp(lab, deviceOf(lab, 'PC').id);
    },
  },
  'REF-LAST-OBJECT': {
    world: { machines: [{ ...pc, state: 'joined', online: false }] },
    wrong: (lab) => cleanUp(lab, deviceOf(lab, 'PC').id),
    rightWorld: world,
    right: (lab) => cleanUp(lab, OLD),
  },
  'REF-DELETED-ENABLED': {
    world,
    wrong: (lab) => remove(lab, OLD),
    right: (lab) => cleanUp(lab, OLD),
  },
  'REF-KEYS-LOST': {
    world: withOther({ bitlockerKeyCount: 1, hasLapsCredential: true }),
    wrong: (lab) => cleanUp(lab, OTHER),
    right: async (lab) => {
      const { devices, recoveryKeys } = lab.emulator.simulation;
      const deviceId = devices.find(OTHER)?.deviceId ?? '';
      const keyIds = recoveryKeys.ofDevice(deviceId).map(({ id }) => id);
      await lab.admin('POST', 'key-exports', { keyIds: [...keyIds, deviceId] });
      await cleanUp(lab, OTHER);
    },
  },
};

function expectNoRecord(look: () => unknown): void {
  try {
    look();
  } catch {
    return;
  }
  throw new Error('The wipe has not finished.');
}
