import { prepareTenant, register } from '../support.ts';
import type { Cases } from './case.ts';
import {
  addGroup,
  addMember,
  cleanUp,
  disable,
  done,
  list,
  recordOf,
  retire,
  wipe,
} from './case.ts';
import { OLD } from './entra-objects.ts';

const RECORD = '0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b01';
const pc = {
  serialNumber: 'PC',
  state: 'enrolled' as const,
  userPrincipalName: 'ann@fabrikam.example',
};
const users = [{ userPrincipalName: 'ann@fabrikam.example' }];
const trap = { serialNumber: 'TRAP', state: 'enrolled' as const, bystander: true };
const leftover = {
  id: OLD,
  displayName: 'PC',
  machineId: 'PC',
  stale: true,
  lastSignInDaysAgo: 200,
};
const personal = (ownerType: 'personal' | 'company') => ({
  users,
  machines: [pc],
  managedDevices: [{ deviceName: 'PC', serialNumber: 'PC', machineId: 'PC', ownerType }],
});
const coManaged = {
  machines: [{ serialNumber: 'PC', state: 'co-managed' as const }],
  site: { comanagement: { enabled: true, autoEnrollment: 'All' as const } },
};

export const machineCases: Cases = {
  'REF-BYSTANDER': {
    world: { users, machines: [pc, trap] },
    wrong: async (lab) => addMember(lab, await addGroup(lab), 'TRAP'),
    right: async (lab) => addMember(lab, await addGroup(lab), 'PC'),
  },
  'REF-AMBIGUOUS': {
    world: {
      users,
      machines: [pc, { serialNumber: 'TWIN', state: 'enrolled', resolvable: false }],
    },
    wrong: async (lab) => {
      await list(lab, ['TWIN'], 'wipe');
      await wipe(lab, 'TWIN');
    },
    right: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await wipe(lab, 'PC');
    },
  },
  'REF-WIPE-UNLISTED': {
    world: { users, machines: [pc] },
    wrong: async (lab) => {
      await list(lab, ['PC'], 'register', 'clean-up');
      await wipe(lab, 'PC');
    },
    right: async (lab) => {
      await list(lab, ['pc'], 'wipe');
      await wipe(lab, 'PC');
    },
  },
  'REF-WIPE-TWICE': {
    world: { users, machines: [pc] },
    wrong: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await wipe(lab, 'PC');
      await wipe(lab, 'PC');
    },
    right: async (lab) => {
      for (let round = 0; round < 2; round += 1) {
        await list(lab, ['PC'], 'wipe');
        await wipe(lab, 'PC');
        lab.advance(300);
      }
    },
  },
  'REF-WIPE-PERSONAL': {
    world: personal('personal'),
    wrong: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await wipe(lab, 'PC');
    },
    rightWorld: personal('company'),
    right: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await wipe(lab, 'PC');
    },
  },
  'REF-WIPE-KEEPS-DATA': {
    world: { users, machines: [pc] },
    wrong: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await wipe(lab, 'PC', { keepEnrollmentData: false, keepUserData: true });
    },
    right: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await wipe(lab, 'PC', { keepEnrollmentData: false, keepUserData: false });
    },
  },
  'REF-WIPE-CHANGED-HANDS': {
    world: { users, machines: [pc] },
    wrong: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      recordOf(lab, 'PC').userPrincipalName = 'bob@fabrikam.example';
      await wipe(lab, 'PC');
    },
    right: async (lab) => {
      recordOf(lab, 'PC').userPrincipalName = 'bob@fabrikam.example';
      await list(lab, ['PC'], 'wipe');
      await wipe(lab, 'PC');
    },
  },
  'REF-WIPE-UNREGISTERED': {
    world: { users, machines: [pc] },
    wrong: async (lab) => {
      await list(lab, ['PC']);
      await wipe(lab, 'PC');
    },
    right: async (lab) => {
      await list(lab, ['PC']);
      await prepareTenant(lab);
      await register(lab, ['PC']);
      await wipe(lab, 'PC');
    },
  },
  'REF-UNENROL-UNLISTED': {
    world: {
      users,
      machines: [pc],
      managedDevices: [
        { id: RECORD, deviceName: 'PC', serialNumber: 'PC', machineId: 'PC', stale: true },
      ],
    },
    wrong: (lab) => retire(lab, recordOf(lab, 'PC').id),
    right: (lab) => retire(lab, RECORD),
  },
  'REF-UNENROL-IN-SCOPE': {
    world: coManaged,
    wrong: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await retire(lab, recordOf(lab, 'PC').id);
    },
    right: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await lab.admin('POST', 'site/cloud-attach', { autoEnrollment: 'None' });
      await retire(lab, recordOf(lab, 'PC').id);
    },
  },
  'REF-BATCHED-DESTRUCTION': {
    world: { users, machines: [pc], entraDevices: [leftover] },
    wrong: async (lab) => {
      await disable(lab, OLD);
      const requests = [{ id: '1', method: 'DELETE', url: `/devices/${OLD}` }];
      await done(lab.graph('POST', '/v1.0/$batch', { body: { requests } }));
    },
    right: (lab) => cleanUp(lab, OLD),
  },
};
