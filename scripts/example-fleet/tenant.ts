import type { WorldInput } from '../../emulator/world.ts';
import { runApplications } from './run.ts';
import { guidOf } from './random.ts';
import type { WorldParts } from './world-parts.ts';

/** What preflight, inventory and the guard's own checks read. */
const reads = [
  'LicenseAssignment.Read.All',
  'Domain.Read.All',
  'Device.Read.All',
  'GroupMember.Read.All',
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementApps.Read.All',
  'User.Read.All',
  'BitlockerKey.ReadBasic.All',
  'DeviceLocalCredential.ReadBasic.All',
  // Whether Multi Admin Approval will ask as well.
  'DeviceManagementRBAC.Read.All',
];

/** Two registrations: the one that every worker may hold cannot wipe, retire, disable or delete. */
const apps: WorldInput['apps'] = [
  {
    name: 'gangway',
    clientId: guidOf('app gangway'),
    clientSecret: 'example-secret-of-gangway',
    party: 'gangway',
    roles: [...reads, 'Group.ReadWrite.All', 'DeviceManagementServiceConfig.ReadWrite.All'],
  },
  {
    name: 'gangway-guard',
    clientId: guidOf('app gangway-guard'),
    clientSecret: 'example-secret-of-gangway-guard',
    party: 'gangway',
    roles: [
      ...reads,
      'DeviceManagementServiceConfig.Read.All',
      'Device.ReadWrite.All',
      'DeviceManagementManagedDevices.ReadWrite.All',
      'DeviceManagementManagedDevices.PrivilegedOperations.All',
    ],
  },
];

/**
 * Vendor minutes. At a rate of 600 a wall second is ten of them: a new device's way from import to
 * co-management takes some seven seconds, a wipe and the grace of a duplicate as long again.
 */
const timings: WorldInput['timings'] = {
  importMinutes: 3,
  identityMinutes: 1,
  anchorMinutes: 1,
  groupEvaluationMinutes: 2,
  profileAssignmentMinutes: 3,
  syncMinutes: 2,
  deregistrationMinutes: 5,
  shippingMinutes: 5,
  oobeMinutes: 20,
  enrollMinutes: 3,
  clientInstallMinutes: 20,
  coManagementMinutes: 3,
  wipeMinutes: 5,
  resetMinutes: 5,
  retireMinutes: 3,
  applicationMinutes: 3,
  contentMinutes: 2,
  collectionEvaluationSeconds: 30,
};

const site: WorldInput['site'] = {
  siteCode: 'PS1',
  siteName: 'Fabrikam primary site',
  cmg: { serviceCName: 'cmg.fabrikam.example', state: 0 },
  principals: [
    { token: 'gangway-site-token', name: 'CORP\\svc-gangway', rights: ['read', 'write'] },
  ],
  collections: [{ name: 'All laptops' }],
  applications: [
    ...runApplications.map((name) => ({ name, isDistributed: true })),
    // What an administrator finds beside them; a run must not pick any by a similar name.
    { name: 'Fabrikam VPN Client (retired)', isExpired: true, isDistributed: true },
    { name: 'Fabrikam Fonts', isSuperseded: true, isDistributed: true },
    { name: 'Fabrikam CAD Viewer' },
    { name: 'Fabrikam Printer Setup', executionContext: 1, isDistributed: true },
  ],
  distributionPointGroups: [{ name: 'Cloud', members: ['cmg.fabrikam.example'] }],
  hasTenantConnection: true,
  // Switched off again after a pilot, whose devices stayed co-managed: turning it on in the console
  // is the run's human task.
  comanagement: { enabled: false },
};

export function worldAround({ systems, ...parts }: WorldParts): WorldInput {
  return {
    description:
      'Fabrikam, with the machines of examples/fleet.csv and 400 bystanders. Made by scripts/make-example-fleet.ts: do not edit.',
    seed: 600,
    startAt: '2026-09-01T08:00:00Z',
    tenant: {
      tenantId: guidOf('tenant'),
      displayName: 'Fabrikam',
      verifiedDomains: ['fabrikam.example', 'fabrikam-labs.example'],
      mdmAuthority: 'intune',
      skus: [{ skuPartNumber: 'SPE_E3', enabled: 1000, consumed: 640 }],
    },
    apps,
    platformRestriction: { platformBlocked: false, personalDeviceEnrollmentBlocked: false },
    operationApprovalPolicies: [],
    timings,
    groups: [
      {
        id: guidOf('group modern workplace'),
        displayName: 'Modern workplace devices',
        membershipRule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:MWD"))',
      },
    ],
    site: { ...site, systems },
    ...parts,
  };
}
