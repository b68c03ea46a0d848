import {
  TAG,
  autopilot,
  hashOf,
  imported,
  managed,
  prepareTenant,
  profiles,
  register,
  stranger,
} from '../support.ts';
import type { Laboratory } from '../support.ts';
import type { Cases } from './case.ts';
import { cleanUp, done, identityOf, list } from './case.ts';
import { OLD } from './entra-objects.ts';

const RECORD = '0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b02';
const box = { serialNumber: 'NEW' };
const pc = { serialNumber: 'PC', state: 'enrolled' as const };
const here = { serialNumber: 'HERE', registered: { groupTag: TAG } };

const withUser = (licensed: boolean) => ({
  users: [{ userPrincipalName: 'ann@fabrikam.example', licensed }],
  machines: [
    {
      serialNumber: 'NEW',
      registered: { groupTag: TAG, assignedUserPrincipalName: 'ann@fabrikam.example' },
    },
  ],
});
const owned = (ownerType: 'personal' | 'company') => ({
  machines: [pc],
  managedDevices: [{ deviceName: 'PC', serialNumber: 'PC', machineId: 'PC', ownerType }],
});
/** It was reset by hand: its Intune record stayed behind. */
const orphaned = {
  machines: [{ ...here, state: 'wiped' as const, online: false }],
  managedDevices: [
    { id: RECORD, deviceName: 'HERE', serialNumber: 'HERE', machineId: 'HERE', stale: true },
  ],
};

async function prepareAndDeliver(lab: Laboratory): Promise<void> {
  await prepareTenant(lab);
  lab.advance(60);
  await done(lab.admin('POST', 'machines/deliver', { serialNumbers: ['NEW'] }));
}

const deleteIdentity = (lab: Laboratory, machineId: string) =>
  lab.graph('DELETE', `/v1.0${autopilot}/${identityOf(lab, machineId).id}`);

const rowBody = (serialNumber: string) => ({
  '@odata.type': '#microsoft.graph.importedWindowsAutopilotDeviceIdentity',
  serialNumber,
  groupTag: TAG,
  hardwareIdentifier: hashOf(serialNumber),
});

/** Imports one device, and deletes the row as the test's own app. */
async function importAndDeleteRow(lab: Laboratory, asWhom?: typeof stranger): Promise<void> {
  await prepareTenant(lab);
  const headers: Record<string, string> =
    asWhom === undefined ? {} : { authorization: `Bearer ${await lab.tokenOf(asWhom)}` };
  const row = await done(lab.graph('POST', `/v1.0${imported}`, { body: rowBody('NEW'), headers }));
  lab.advance(60);
  await done(lab.graph('DELETE', `/v1.0${imported}/${row.body.id}`));
}

export const registrationCases: Cases = {
  'REF-IMPORT-BEFORE-OBJECTS': {
    world: { machines: [box] },
    wrong: (lab) => register(lab, ['NEW']),
    right: async (lab) => {
      await prepareTenant(lab);
      await register(lab, ['NEW']);
    },
  },
  'REF-IMPORT-BEFORE-TENANT': {
    world: { machines: [box], platformRestriction: { platformBlocked: true } },
    wrong: async (lab) => {
      await prepareTenant(lab);
      await register(lab, ['NEW']);
    },
    rightWorld: { machines: [box] },
    right: async (lab) => {
      await prepareTenant(lab);
      await register(lab, ['NEW']);
    },
  },
  'REF-IMPORT-OVER-LEFTOVER': {
    world: {
      machines: [pc],
      entraDevices: [
        {
          id: OLD,
          displayName: 'PC',
          machineId: 'PC',
          stale: true,
          trustType: 'Workplace',
          lastSignInDaysAgo: 200,
        },
      ],
    },
    wrong: async (lab) => {
      await list(lab, ['PC']);
      await prepareTenant(lab);
      await register(lab, ['PC']);
    },
    right: async (lab) => {
      await list(lab, ['PC']);
      await cleanUp(lab, OLD);
      await prepareTenant(lab);
      await register(lab, ['PC']);
    },
  },
  'REF-IMPORT-PERSONAL': {
    world: owned('personal'),
    wrong: async (lab) => {
      await list(lab, ['PC']);
      await prepareTenant(lab);
      await register(lab, ['PC']);
    },
    rightWorld: owned('company'),
    right: async (lab) => {
      await list(lab, ['PC']);
      await prepareTenant(lab);
      await register(lab, ['PC']);
    },
  },
  'REF-DEVICE-LOST': {
    world: { machines: [box, { serialNumber: 'THEIRS', registeredInOtherTenant: true }] },
    wrong: async (lab) => {
      await list(lab, ['NEW', 'THEIRS']);
      await lab.verdictAtEnd();
    },
    right: async (lab) => {
      await list(lab, ['NEW', 'THEIRS']);
      await prepareTenant(lab);
      await register(lab, ['NEW']);
      await lab.verdictAtEnd();
    },
  },
  'REF-DELIVERED-BEFORE-PROFILE': {
    world: { machines: [box] },
    wrong: (lab) => done(lab.admin('POST', 'machines/deliver', { serialNumbers: ['NEW'] })),
    right: async (lab) => {
      await prepareTenant(lab);
      await register(lab, ['NEW']);
      await done(lab.admin('POST', 'machines/deliver', { serialNumbers: ['NEW'] }));
    },
  },
  'REF-DELIVERED-UNLICENSED': {
    world: withUser(false),
    wrong: prepareAndDeliver,
    rightWorld: withUser(true),
    right: prepareAndDeliver,
  },
  'REF-IDENTITY-ENROLLED': {
    world: { machines: [{ ...pc, registered: {} }, here] },
    wrong: async (lab) => {
      await list(lab, ['PC']);
      await deleteIdentity(lab, 'PC');
    },
    right: async (lab) => {
      await list(lab, ['HERE']);
      await done(deleteIdentity(lab, 'HERE'));
    },
  },
  'REF-IDENTITY-BEFORE-INTUNE': {
    world: orphaned,
    wrong: async (lab) => {
      await list(lab, ['HERE']);
      await deleteIdentity(lab, 'HERE');
    },
    right: async (lab) => {
      await list(lab, ['HERE']);
      await done(lab.graph('DELETE', `/v1.0${managed}/${RECORD}`));
      lab.advance(60);
      await deleteIdentity(lab, 'HERE');
    },
  },
  'REF-IDENTITY-UNLISTED': {
    world: { machines: [box, here] },
    wrong: (lab) => done(deleteIdentity(lab, 'HERE')),
    right: async (lab) => {
      await prepareTenant(lab);
      await register(lab, ['NEW']);
      await done(deleteIdentity(lab, 'NEW'));
    },
  },
  'REF-FOREIGN-ROWS': {
    world: { machines: [box] },
    wrong: (lab) => importAndDeleteRow(lab, stranger),
    right: (lab) => importAndDeleteRow(lab),
  },
  'REF-PROFILE-ASSIGNED': {
    world: { machines: [here] },
    wrong: async (lab) => {
      const { profileId } = await prepareTenant(lab);
      await lab.graph('DELETE', `/beta${profiles}/${profileId}`);
    },
    right: async (lab) => deleteProfile(lab, 60),
  },
  'REF-CONVERTS-TARGETED': {
    wrong: (lab) => done(lab.graph('POST', `/beta${profiles}`, { body: profileBody(true) })),
    right: (lab) => done(lab.graph('POST', `/beta${profiles}`, { body: profileBody(false) })),
  },
  'REF-PROFILE-HELD': {
    world: { machines: [here] },
    wrong: async (lab) => deleteProfile(lab, 0),
    right: async (lab) => deleteProfile(lab, 60),
  },
};

const profileBody = (hardwareHashExtractionEnabled: boolean) => ({
  '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
  displayName: 'Profile',
  hardwareHashExtractionEnabled,
});

async function deleteProfile(lab: Laboratory, patienceMinutes: number): Promise<void> {
  const { groupId, profileId } = await prepareTenant(lab);
  lab.advance(60);
  const assignment = `${profileId}_${groupId}_0`;
  await done(lab.graph('DELETE', `/beta${profiles}/${profileId}/assignments/${assignment}`));
  lab.advance(patienceMinutes);
  await done(lab.graph('DELETE', `/beta${profiles}/${profileId}`));
}
