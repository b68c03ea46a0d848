import {
  COMMAND_LINE,
  addPolicy,
  autopilot,
  configurations,
  groupTarget,
  prepareTenant,
  register,
} from '../support.ts';
import type { Laboratory } from '../support.ts';
import type { Cases } from './case.ts';
import { addGroup, addMember, done, identityOf, list } from './case.ts';

const GROUP = '0c0c0c0c-0c0c-4c0c-8c0c-0c0c0c0c0c01';
const used = { serialNumber: 'USED', state: 'enrolled' as const };
const world = { machines: [used, { serialNumber: 'NEW' }] };
const type = '#microsoft.graph.deviceComanagementAuthorityConfiguration';

const patchPolicy = (lab: Laboratory, id: string, change: object) =>
  done(
    lab.graph('PATCH', `/beta${configurations}/${id}`, {
      body: { '@odata.type': type, ...change },
    }),
  );

const tag = (lab: Laboratory, machineId: string, groupTag: string) =>
  done(
    lab.graph('POST', `/v1.0${autopilot}/${identityOf(lab, machineId).id}/updateDeviceProperties`, {
      body: { groupTag },
    }),
  );

/** A box goes all the way while a slider stands on Pilot Intune. */
async function provision(lab: Laboratory, managedDeviceAuthority: number): Promise<void> {
  const { policyId } = await prepareTenant(lab);
  await patchPolicy(lab, policyId, {
    managedDeviceAuthority,
    installConfigurationManagerAgent: true,
    configurationManagerAgentCommandLineArgument: COMMAND_LINE,
  });
  await lab.admin('POST', 'site/cloud-attach', { pilotWorkloads: ['CP'] });
  await register(lab, ['NEW']);
  await done(lab.admin('POST', 'machines/deliver', { serialNumbers: ['NEW'] }));
  lab.advance(300);
}

export const policyCases: Cases = {
  'REF-AUTHORITY-CHANGED': {
    world,
    wrong: async (lab) => {
      await list(lab, ['USED']);
      const { policyId } = await prepareTenant(lab);
      await register(lab, ['USED']);
      await patchPolicy(lab, policyId, { managedDeviceAuthority: 0 });
    },
    right: async (lab) => {
      await list(lab, ['USED']);
      const { policyId } = await prepareTenant(lab);
      await patchPolicy(lab, policyId, { managedDeviceAuthority: 0 });
      await register(lab, ['USED']);
      await patchPolicy(lab, policyId, { description: 'Nothing that matters' });
    },
  },
  'REF-TWO-POLICIES': {
    world,
    wrong: async (lab) => {
      const { groupId } = await prepareTenant(lab);
      await addPolicy(lab, groupId);
    },
    right: async (lab) => {
      await prepareTenant(lab);
      await addPolicy(lab, await addGroup(lab));
    },
  },
  'REF-PROVISIONED-UNGROUPED': {
    world,
    wrong: async (lab) => {
      await list(lab, ['USED']);
      await prepareTenant(lab);
      await register(lab, ['USED']);
      await tag(lab, 'USED', 'OTHER');
      lab.advance(60);
    },
    right: async (lab) => {
      await prepareTenant(lab);
      await register(lab, ['NEW']);
      await tag(lab, 'NEW', 'OTHER');
      lab.advance(60);
    },
  },
  'REF-CLIENT-UNLISTED': {
    world,
    wrong: async (lab) => {
      await prepareTenant(lab);
      await register(lab, ['USED']);
    },
    right: async (lab) => {
      await list(lab, ['USED'], 'register');
      await prepareTenant(lab);
      await register(lab, ['USED']);
    },
  },
  'REF-POLICY-BEFORE-ATTACH': {
    world,
    wrong: async (lab) => addPolicy(lab, await addGroup(lab)),
    right: async (lab) => {
      await lab.admin('POST', 'site/cloud-attach', {});
      await addPolicy(lab, await addGroup(lab));
    },
  },
  'REF-DEFAULT-CONFIGURATION': {
    world,
    wrong: async (lab) => {
      const { enrollmentConfigurations } = lab.emulator.simulation;
      const page = enrollmentConfigurations
        .ofKind('windows10EnrollmentCompletionPageConfiguration')
        .find(({ priority }) => priority === 0);
      const body = {
        '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
        showInstallationProgress: true,
      };
      await done(lab.graph('PATCH', `/beta${configurations}/${page?.id ?? ''}`, { body }));
    },
    right: async (lab) => {
      const { policyId } = await prepareTenant(lab);
      await patchPolicy(lab, policyId, { displayName: 'Another name' });
    },
  },
  'REF-GROUP-POPULATED': {
    world,
    wrong: async (lab) => {
      const groupId = await addGroup(lab);
      await addMember(lab, groupId, 'USED');
      await done(lab.graph('DELETE', `/v1.0/groups/${groupId}`));
    },
    right: async (lab) => {
      const groupId = await addGroup(lab);
      await addMember(lab, groupId, 'USED');
      const [member] = lab.emulator.simulation.groups.find(groupId)?.members ?? [];
      await done(lab.graph('DELETE', `/v1.0/groups/${groupId}/members/${member ?? ''}/$ref`));
      await done(lab.graph('DELETE', `/v1.0/groups/${groupId}`));
    },
  },
  'REF-FOREIGN-OBJECT': {
    world: { groups: [{ id: GROUP, displayName: 'Somebody’s' }] },
    wrong: (lab) =>
      done(lab.graph('PATCH', `/v1.0/groups/${GROUP}`, { body: { description: 'Mine now' } })),
    right: async (lab) => {
      const own = await addGroup(lab);
      await done(lab.graph('PATCH', `/v1.0/groups/${own}`, { body: { description: 'Mine' } }));
      const policyId = await addPolicyAttached(lab, own);
      const body = { enrollmentConfigurationAssignments: [groupTarget(GROUP), groupTarget(own)] };
      await done(lab.graph('POST', `/beta${configurations}/${policyId}/assign`, { body }));
    },
  },
  'REF-PILOT-PROVISIONING': {
    world: { machines: [{ serialNumber: 'NEW' }] },
    wrong: (lab) => provision(lab, 0),
    right: (lab) => provision(lab, 1),
  },
};

async function addPolicyAttached(lab: Laboratory, groupId: string): Promise<string> {
  await lab.admin('POST', 'site/cloud-attach', {});
  return addPolicy(lab, groupId);
}
