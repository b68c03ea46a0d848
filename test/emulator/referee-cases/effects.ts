import type { Laboratory } from '../support.ts';
import {
  COMMAND_LINE,
  addPolicy,
  autopilot,
  configurations,
  groupTarget,
  managed,
  prepareTenant,
  profiles,
  register,
} from '../support.ts';
import type { NamedCase } from './case.ts';
import {
  addGroup,
  deviceReference,
  done,
  identityOf,
  list,
  postReference,
  recordOf,
  wipe,
} from './case.ts';

/** People's groups, by what is in them. */
const [PEOPLES, OF_TRAPS, OF_PCS] = [
  '0c0c0c0c-0c0c-4c0c-8c0c-0c0c0c0c0c11',
  '0c0c0c0c-0c0c-4c0c-8c0c-0c0c0c0c0c12',
  '0c0c0c0c-0c0c-4c0c-8c0c-0c0c0c0c0c13',
] as const;
const [PC_OBJECT, TRAP_OBJECT] = [
  '0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e11',
  '0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e12',
] as const;
const POLICY = '#microsoft.graph.deviceComanagementAuthorityConfiguration';
const STORE_APP = '#microsoft.graph.winGetApp';
const APP = '0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f11';

const pc = { serialNumber: 'PC', state: 'enrolled' as const };
const world = {
  machines: [
    { ...pc, entraObjectId: PC_OBJECT },
    {
      serialNumber: 'TRAP',
      state: 'enrolled' as const,
      bystander: true,
      entraObjectId: TRAP_OBJECT,
    },
  ],
};
const withGroups = {
  ...world,
  site: { comanagement: { enabled: true } },
  groups: [
    { id: PEOPLES, displayName: 'Theirs' },
    { id: OF_TRAPS, displayName: 'Traps', memberObjects: [TRAP_OBJECT] },
    { id: OF_PCS, displayName: 'PCs', memberObjects: [PC_OBJECT] },
  ].map(({ memberObjects = [], ...group }) => ({ ...group, members: memberObjects })),
  enrollmentConfigurations: [
    {
      '@odata.type': POLICY,
      displayName: 'People’s',
      managedDeviceAuthority: 1,
      installConfigurationManagerAgent: true,
      configurationManagerAgentCommandLineArgument: COMMAND_LINE,
    },
  ],
  mobileApps: [
    {
      '@odata.type': STORE_APP as '#microsoft.graph.winGetApp',
      id: APP,
      displayName: 'People’s',
      assignedGroupIds: [PEOPLES],
    },
  ],
};

const assign = (lab: Laboratory, id: string, targets: object[]) =>
  done(
    lab.graph('POST', `/beta${configurations}/${id}/assign`, {
      body: { enrollmentConfigurationAssignments: targets },
    }),
  );
const excluded = (groupId: string) => ({
  target: { '@odata.type': '#microsoft.graph.exclusionGroupAssignmentTarget', groupId },
});

function peoplesPolicy(lab: Laboratory): string {
  const { enrollmentConfigurations } = lab.emulator.simulation;
  return enrollmentConfigurations.ofKind('deviceComanagementAuthorityConfiguration')[0]?.id ?? '';
}

/** A listed PC has come through the caller's policy. */
async function provision(lab: Laboratory) {
  await list(lab, ['PC']);
  const prepared = await prepareTenant(lab);
  await register(lab, ['PC']);
  return prepared;
}

const clean = (lab: Laboratory) =>
  done(
    lab.graph('POST', `/v1.0${managed}/${recordOf(lab, 'PC').id}/cleanWindowsDevice`, {
      body: { keepUserData: false },
    }),
  );

const patchRule = (lab: Laboratory, groupId: string, membershipRule: string) =>
  done(lab.graph('PATCH', `/v1.0/groups/${groupId}`, { body: { membershipRule } }));

const bind = (lab: Laboratory, groupId: string) =>
  done(
    lab.graph('PATCH', `/v1.0/groups/${groupId}`, {
      body: { 'members@odata.bind': [deviceReference(lab, 'PC')] },
    }),
  );

async function overtake(lab: Laboratory, otherGroupId?: string): Promise<void> {
  const { groupId } = await provision(lab);
  const other = await addPolicy(lab, otherGroupId ?? groupId);
  const path = `/beta${configurations}/${other}/SetPriority`;
  await done(lab.graph('POST', path, { body: { priority: 1 } }));
}

const bulk = (lab: Laboratory, machineId: string) =>
  done(
    lab.graph('POST', `/beta${managed}/executeAction`, {
      body: {
        actionName: 'rebootNow',
        deviceIds: [recordOf(lab, machineId).id],
        keepEnrollmentData: false,
        keepUserData: false,
      },
    }),
  );

async function assignProfile(lab: Laboratory, groupId: string): Promise<void> {
  const body = {
    '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
    displayName: 'Mine',
  };
  const { id } = (await done(lab.graph('POST', `/beta${profiles}`, { body }))).body;
  const path = `/beta${profiles}/${id}/assignments`;
  await done(lab.graph('POST', path, { body: groupTarget(groupId) }));
}

async function assignProfileDirectly(lab: Laboratory, machineId: string): Promise<void> {
  const body = {
    '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
    displayName: 'Mine',
  };
  const { id } = (await done(lab.graph('POST', `/beta${profiles}`, { body }))).body;
  const deviceIds = [identityOf(lab, machineId).id];
  await done(lab.graph('POST', `/beta${profiles}/${id}/assign`, { body: { deviceIds } }));
}

const assignApp = (lab: Laboratory, assignments: object[]) =>
  done(
    lab.graph('POST', `/beta/deviceAppManagement/mobileApps/${APP}/assign`, {
      body: {
        mobileAppAssignments: assignments.map((each) => ({
          '@odata.type': '#microsoft.graph.mobileAppAssignment',
          ...each,
        })),
      },
    }),
  );
const everything = { target: { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' } };
const required = (target: object) => ({ intent: 'required', ...target });

const registered = {
  ...withGroups,
  machines: withGroups.machines.map((each) => ({ ...each, registered: {} })),
};

/** Ways to the same harm that another spelling, call or detour might hide. */
export const effectCases: readonly NamedCase[] = [
  {
    name: 'a fresh start is the second wipe of a list',
    rule: 'REF-WIPE-TWICE',
    world,
    wrong: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await wipe(lab, 'PC');
      await clean(lab);
    },
    right: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await clean(lab);
    },
  },
  {
    name: 'a fresh start that no list asks for',
    rule: 'REF-WIPE-UNLISTED',
    world,
    wrong: clean,
    right: async (lab) => {
      await list(lab, ['PC'], 'wipe');
      await clean(lab);
    },
  },
  {
    name: 'a fresh start before registration',
    rule: 'REF-WIPE-UNREGISTERED',
    world,
    wrong: async (lab) => {
      await list(lab, ['PC']);
      await clean(lab);
    },
    right: async (lab) => {
      await provision(lab);
      await clean(lab);
    },
  },
  {
    name: 'people’s policy is let loose on people’s group with a bystander',
    rule: 'REF-BYSTANDER',
    world: withGroups,
    wrong: async (lab) => {
      await assign(lab, peoplesPolicy(lab), [groupTarget(OF_TRAPS.toUpperCase())]);
      lab.advance(60);
    },
    right: async (lab) => {
      await list(lab, ['PC']);
      await assign(lab, peoplesPolicy(lab), [groupTarget(OF_PCS)]);
      lab.advance(60);
    },
  },
  {
    name: 'people’s policy is let loose on a PC in use that no list names',
    rule: 'REF-CLIENT-UNLISTED',
    world: withGroups,
    wrong: async (lab) => {
      await assign(lab, peoplesPolicy(lab), [groupTarget(OF_PCS)]);
      lab.advance(60);
    },
    right: async (lab) => {
      await list(lab, ['PC']);
      await assign(lab, peoplesPolicy(lab), [groupTarget(OF_PCS)]);
      lab.advance(60);
    },
  },
  {
    name: 'a policy excludes who came through it',
    rule: 'REF-AUTHORITY-CHANGED',
    world: withGroups,
    wrong: async (lab) => {
      const { groupId, policyId } = await provision(lab);
      await assign(lab, policyId, [groupTarget(groupId), excluded(OF_PCS)]);
    },
    right: async (lab) => {
      const { groupId, policyId } = await provision(lab);
      await assign(lab, policyId, [groupTarget(groupId), excluded(OF_TRAPS)]);
    },
  },
  {
    name: 'a rule is changed so that a provisioned device drops out',
    rule: 'REF-PROVISIONED-UNGROUPED',
    world,
    wrong: async (lab) => {
      const { groupId } = await provision(lab);
      await patchRule(lab, groupId, '(device.displayName -eq "None")');
      await patchRule(lab, groupId, '(device.displayName -eq "Nobody")');
      lab.advance(60);
    },
    right: async (lab) => {
      const { groupId } = await provision(lab);
      const tag = '(device.devicePhysicalIds -any (_ -eq "[OrderID]:GW"))';
      await patchRule(lab, groupId, `${tag} or (device.displayName -eq "NEW")`);
      lab.advance(60);
    },
  },
  {
    name: 'members are bound into somebody’s group',
    rule: 'REF-FOREIGN-OBJECT',
    world: withGroups,
    wrong: (lab) => bind(lab, PEOPLES),
    right: async (lab) => bind(lab, await addGroup(lab)),
  },
  {
    name: 'members are added to somebody’s group in another spelling',
    rule: 'REF-FOREIGN-OBJECT',
    world: withGroups,
    wrong: (lab) => postReference(lab, `/v1.0/Groups/${PEOPLES}/Members/$ref`, 'PC'),
    right: async (lab) =>
      postReference(lab, `/v1.0/Groups/${await addGroup(lab)}/Members/$ref`, 'PC'),
  },
  {
    name: 'another policy overtakes, in another spelling',
    rule: 'REF-AUTHORITY-CHANGED',
    also: ['REF-TWO-POLICIES'],
    world: withGroups,
    wrong: (lab) => overtake(lab),
    right: (lab) => overtake(lab, PEOPLES),
  },
  {
    name: 'another policy overtakes through a second group',
    rule: 'REF-AUTHORITY-CHANGED',
    world: withGroups,
    wrong: (lab) => overtake(lab, OF_PCS),
    right: (lab) => overtake(lab, PEOPLES),
  },
  {
    name: 'a bulk action reaches a bystander',
    rule: 'REF-BYSTANDER',
    world,
    wrong: (lab) => bulk(lab, 'TRAP'),
    right: (lab) => bulk(lab, 'PC'),
  },
  {
    name: 'an own profile is assigned to people’s group with a bystander',
    rule: 'REF-BYSTANDER',
    world: registered,
    wrong: (lab) => assignProfile(lab, OF_TRAPS),
    right: (lab) => assignProfile(lab, OF_PCS),
  },
  {
    name: 'an own profile is bound to a bystander',
    rule: 'REF-BYSTANDER',
    world: registered,
    wrong: (lab) => assignProfileDirectly(lab, 'TRAP'),
    right: (lab) => assignProfileDirectly(lab, 'PC'),
  },
  {
    name: 'an app is required of all devices',
    rule: 'REF-BYSTANDER',
    world: withGroups,
    wrong: (lab) => assignApp(lab, [required(groupTarget(PEOPLES)), required(everything)]),
    right: (lab) =>
      assignApp(lab, [required(groupTarget(PEOPLES)), { intent: 'available', ...everything }]),
  },
  {
    name: 'an app is taken from whom people gave it',
    rule: 'REF-FOREIGN-OBJECT',
    world: withGroups,
    wrong: (lab) => assignApp(lab, []),
    right: (lab) => assignApp(lab, [required(groupTarget(PEOPLES)), required(groupTarget(OF_PCS))]),
  },
  {
    name: 'a list that asks to register asks for no deletion',
    rule: 'REF-IDENTITY-UNLISTED',
    world: { machines: [{ serialNumber: 'HERE', registered: {} }] },
    wrong: async (lab) => {
      await list(lab, ['HERE'], 'register', 'wipe');
      await done(lab.graph('DELETE', `/v1.0${autopilot}/${identityOf(lab, 'HERE').id}`));
    },
    right: async (lab) => {
      await list(lab, ['HERE'], 'clean-up');
      await done(lab.graph('DELETE', `/v1.0${autopilot}/${identityOf(lab, 'HERE').id}`));
    },
  },
];
