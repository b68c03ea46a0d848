import { nextPolicy, onePolicy } from './checks/policies.ts';
import { tokenHas } from './checks/roles.ts';
import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const autopilot = {
  isConfirmed: true,
  paths: ['autopilot'],
  fixer: 'tenant-admin',
} as const;

/** Gangway makes the objects of the tenant itself, and reads each of them back field by field. */
const made = {
  kind: 'rule',
  neededBefore: 'policy',
  enforcedIn: 'activities/tenant-objects.ts#createTenantObjectActivities',
} as const;
const body = { ...made, enforcedIn: 'domain/tenant-objects.ts#tenantObjectBodies' } as const;

/** The co-management settings policy in Intune. */
export const policy: readonly Requirement[] = [
  {
    ...autopilot,
    ...made,
    // The vendor does not document the values; a tool that mirrors the portal does.
    isConfirmed: false,
    id: 'REQ-084',
    title: 'What managedDeviceAuthority means',
    severity: 'warn',
    statement:
      'The value 1 stands for “Override co-management policy and use Intune for all workloads”, 0 for not. The policy is read back after it is made, and a difference stops the run.',
    remedy: 'Compare the policy in the Intune admin center with what the gate showed.',
    sources: [sources.graphCoManagementPolicy, sources.intuneManagement],
    shownBy:
      'test/activities/tenant-objects.test.ts#but says something else is a conflict, named by its field',
  },
  {
    ...autopilot,
    id: 'REQ-085',
    kind: 'check',
    title: 'Permissions for the policy',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'Gangway’s application holds DeviceManagementServiceConfig.ReadWrite.All and DeviceManagementConfiguration.ReadWrite.All.',
    remedy: 'Grant both and consent to them.',
    sources: [sources.graphCoManagementPolicy],
    check: ({ tenant: { tokenRoles } }) =>
      tokenHas(
        tokenRoles.writer,
        'DeviceManagementServiceConfig.ReadWrite.All',
        'DeviceManagementConfiguration.ReadWrite.All',
      ),
  },
  {
    ...autopilot,
    ...body,
    id: 'REQ-087',
    title: 'The policy installs the client',
    severity: 'block',
    statement: 'The policy’s option to install the Configuration Manager client is on.',
    remedy:
      'Nothing to do: Gangway makes the policy so, and stops at one of its name that differs.',
    sources: [sources.autopilotCoManagement, sources.autopilotEnrollment],
    shownBy: 'test/domain/tenant-objects.test.ts#installs the client',
  },
  {
    ...autopilot,
    ...body,
    managedDesktop: 'only',
    id: 'REQ-088',
    title: 'Override under Managed Desktop',
    severity: 'block',
    statement:
      'Under Managed Desktop Intune manages all workloads: the policy overrides. Applications of Configuration Manager reach the device all the same.',
    remedy:
      'Nothing to do: Gangway makes the policy so, and stops at one of its name that differs.',
    sources: [sources.autopilotCoManagement],
    shownBy: 'test/domain/tenant-objects.test.ts#gives all workloads to Intune',
  },
  {
    ...autopilot,
    id: 'REQ-089',
    kind: 'check',
    title: 'Exactly one policy',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'No other co-management settings policy is assigned under Managed Desktop, and none reaches the run’s devices elsewhere, where the lowest priority number would win.',
    remedy: 'Unassign the other policies, or see that the run’s policy comes first.',
    sources: [
      sources.autopilotCoManagement,
      sources.autopilotEnrollment,
      sources.graphCoManagementPolicy,
    ],
    check: onePolicy,
  },
  {
    ...autopilot,
    ...made,
    id: 'REQ-090',
    title: 'Assigned to a group of devices',
    severity: 'block',
    statement: 'The policy is assigned to one security group of devices that serves nothing else.',
    remedy: 'Choose a name for the device group that nobody uses, or one whose rule is the run’s.',
    sources: [sources.autopilotEnrollment, sources.autopilotCoManagement, sources.intuneManagement],
    shownBy:
      'test/activities/tenant-objects.test.ts#but is an assigned group, without any rule, is a conflict',
  },
  {
    ...autopilot,
    ...made,
    id: 'REQ-091',
    title: 'The same group for three objects',
    severity: 'block',
    statement:
      'Status page profile, Autopilot profile and co-management settings policy are assigned to the same device group.',
    remedy: 'Nothing to do: Gangway assigns all three.',
    sources: [sources.autopilotEnrollment],
    shownBy:
      'test/activities/tenant-objects.test.ts#what is not there is made once, assigned to the group and written down',
  },
  {
    ...autopilot,
    ...made,
    managedDesktop: 'only',
    id: 'REQ-092',
    title: 'Managed Desktop’s group by its id',
    severity: 'block',
    statement:
      'The target group is known by its object id: its name is spelt differently from page to page, and a name may be somebody else’s.',
    remedy: 'Where two groups carry the name, a person says which one is meant.',
    sources: [sources.autopilotCoManagement, sources.managedDesktop],
    shownBy: 'test/activities/tenant-objects.test.ts#twice is ambiguous: nobody chooses',
  },
  {
    ...autopilot,
    ...made,
    enforcedIn: 'workflows/onboarding-run/workflow.ts#onboardingRun',
    id: 'REQ-093',
    title: 'The policy before the first registration',
    severity: 'warn',
    statement:
      'The policy is there and assigned before any device is registered, so that every device starts co-managed.',
    remedy: 'Nothing to do: a run makes the tenant’s objects before its first wave.',
    sources: [sources.autopilotCoManagement],
    shownBy: 'test/e2e/kills.test.ts#ends the same after kills in mid collection',
  },
  {
    ...autopilot,
    ...made,
    enforcedIn: 'activities/tag-check.ts#createTagCheckActivities',
    id: 'REQ-094',
    title: 'Devices that are in the group already',
    severity: 'block',
    statement:
      'The policy installs the client on every device of the group, also on those that are enrolled already; none from outside the run may be among them, and the gate says how many of the run will get the client.',
    remedy: 'Use a group tag of its own for the run, or take the tag from the devices outside it.',
    sources: [sources.autopilotCoManagement, sources.autopilotEnrollment],
    shownBy:
      'test/activities/run-steps.test.ts#of the policy do not open while devices outside the run carry its tag',
  },
  {
    ...autopilot,
    ...made,
    enforcedIn: 'activities/undo-tenant-objects.ts#createUndoTenantObjectActivities',
    id: 'REQ-095',
    title: 'No change of authority after provisioning',
    severity: 'block',
    statement:
      'Once a device has come through the policy, its override, its installation of the client and its assignment stay as they are: the outcome of a change is undefined.',
    remedy: 'Make a new policy for a new group, and set devices up again to move them.',
    sources: [sources.autopilotCoManagement, sources.autopilotEnrollment],
    shownBy:
      'test/activities/undo.test.ts#once a device came through the policy nothing of it is changed: the outcome is undefined',
  },
  {
    ...autopilot,
    ...made,
    id: 'REQ-096',
    title: 'Windows 11 without any policy',
    severity: 'warn',
    statement:
      'A Windows 11 device that comes through Autopilot without a co-management settings policy stays with Intune for good. Every device of a run is in the group that has one.',
    remedy: 'Assign devices that Configuration Manager shall lead a policy with both options off.',
    sources: [sources.autopilotEnrollment],
    shownBy:
      'test/activities/tenant-objects.test.ts#what is not there is made once, assigned to the group and written down',
  },
  {
    ...autopilot,
    id: 'REQ-098',
    kind: 'check',
    title: 'Who follows when a policy goes',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'When a policy is deleted or unassigned, the next one that reaches the device takes over.',
    remedy:
      'Look at the other policies that reach the devices before the run’s policy is taken back.',
    sources: [sources.intuneManagement],
    check: nextPolicy,
  },
];
