import {
  complianceGrace,
  conditionalAccess,
  joinAllowed,
  mamUserScope,
  mdmAuthority,
  mdmUserScope,
  windowsAllowed,
} from './checks/enrolment.ts';
import { gatewayRights } from './checks/gateway.ts';
import {
  entraPremium,
  intuneSubscription,
  operatorLicence,
  userLicences,
} from './checks/licences.ts';
import { approvalPolicies, siteAdministrator, tenantConnected, tokenHas } from './checks/roles.ts';
import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const both = { isConfirmed: true, paths: ['autopilot', 'existing-clients'] } as const;
const autopilot = { isConfirmed: true, paths: ['autopilot'] } as const;

/**
 * Licences, tenant and roles. Service plans are told by id, which the vendor publishes; so what counts as a licence is
 * confirmed although the names of plans are not.
 */
export const tenant: readonly Requirement[] = [
  {
    ...both,
    id: 'REQ-001',
    kind: 'check',
    title: 'Microsoft Entra ID P1 or P2',
    severity: 'block',
    neededBefore: 'plan',
    statement: 'The tenant owns Microsoft Entra ID P1 or P2, by itself or within a bundle.',
    remedy: 'Buy or activate Microsoft Entra ID P1, or a bundle that holds it.',
    fixer: 'tenant-admin',
    sources: [sources.coManagementOverview, sources.servicePlans, sources.graphSubscribedSkus],
    check: entraPremium,
  },
  {
    ...both,
    id: 'REQ-002',
    kind: 'check',
    title: 'Intune subscription',
    severity: 'block',
    neededBefore: 'plan',
    statement:
      'The tenant has an Intune subscription and it is active; without one Graph refuses every Intune call.',
    remedy: 'Activate Intune; settle a subscription that is in warning, blocked or locked out.',
    fixer: 'tenant-admin',
    sources: [
      sources.coManagementOverview,
      sources.addDevices,
      sources.servicePlans,
      sources.graphDeviceManagement,
    ],
    check: intuneSubscription,
  },
  {
    ...both,
    id: 'REQ-003',
    kind: 'check',
    title: 'The administrator holds an Intune licence',
    severity: 'block',
    neededBefore: 'cloud-attach',
    statement:
      'The account that signs in while the site is attached holds an Intune licence itself, unless the tenant admits administrators without one; otherwise the sign-in ends in an error that says nothing.',
    remedy:
      'Assign the account an Intune licence. Admitting administrators without a licence is the other way, and cannot be undone.',
    fixer: 'tenant-admin',
    sources: [sources.coManagementOverview, sources.tutorialClients, sources.tenantAttach],
    check: operatorLicence,
    whenUnknown: {
      instructions:
        'In the Microsoft 365 admin center open the account that will sign in to the cloud attach wizard and look at its licences.',
      evidence: 'The object id of the account and the name of the licence that holds Intune.',
      expiresAfterDays: 90,
    },
  },
  {
    ...autopilot,
    id: 'REQ-004',
    kind: 'check',
    title: 'Licences of the users',
    severity: 'block',
    neededBefore: 'delivery',
    statement:
      'Whoever signs in during setup holds a working licence with Intune; otherwise enrolment fails with 0x80180018, or the status page never gets past identifying the device.',
    remedy:
      'Assign the users their licences and clear assignment errors before the devices are handed over.',
    fixer: 'tenant-admin',
    sources: [
      sources.autopilotRequirements,
      sources.autopilotEnrolmentTroubles,
      sources.enrollmentStatus,
      sources.monitorCoManagement,
    ],
    check: userLicences,
  },
  {
    ...both,
    id: 'REQ-006',
    kind: 'task',
    title: 'A Global Administrator runs the wizard',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'A human Global Administrator goes through the cloud attach wizard, which also makes the apps in Microsoft Entra ID. The sign-in is used once; Gangway neither asks for it nor keeps it.',
    remedy:
      'Arrange a time with somebody who may activate the role, and have the site imported apps instead where that is not possible.',
    fixer: 'tenant-admin',
    sources: [sources.enableCoManagement, sources.coManagementOverview, sources.tenantAttach],
    instructions:
      'In the Configuration Manager console open Administration › Cloud Services › Cloud Attach, run the wizard and sign in as Global Administrator.',
    evidence: 'The time of the sign-in and the name of the Azure environment that was chosen.',
    expiresAfterDays: 365,
    readBack: tenantConnected,
  },
  {
    ...both,
    // The name of the class is from field code: no page of the vendor names it together with its scopes.
    isConfirmed: false,
    id: 'REQ-008',
    kind: 'check',
    title: 'Full Administrator with all scopes',
    severity: 'block',
    neededBefore: 'cloud-attach',
    statement:
      'Whoever enables co-management is an Entra user and Full Administrator of the site with the security scope All.',
    remedy: 'Give the person the role and the scope under Administration › Security.',
    fixer: 'site-admin',
    sources: [sources.coManagementOverview, sources.tutorialClients, sources.tutorialNewDevices],
    check: siteAdministrator,
  },
  {
    ...both,
    id: 'REQ-009',
    kind: 'check',
    title: 'Rights in the Azure subscription',
    severity: 'block',
    neededBefore: 'cloud-attach',
    statement:
      'Making a cloud management gateway needs rights over the Azure subscription it is made in.',
    remedy: 'Have the owner of the subscription make the gateway.',
    fixer: 'azure-admin',
    sources: [sources.coManagementOverview],
    check: gatewayRights,
  },
  {
    ...autopilot,
    id: 'REQ-010',
    kind: 'check',
    title: 'Role for Autopilot',
    severity: 'block',
    neededBefore: 'registration',
    statement:
      'Gangway’s application may manage enrolment programmes: it holds DeviceManagementServiceConfig.ReadWrite.All.',
    remedy: 'Grant the application role and consent to it.',
    fixer: 'tenant-admin',
    sources: [sources.addDevices, sources.graphImport],
    check: ({ tenant: { tokenRoles } }) =>
      tokenHas(tokenRoles.writer, 'DeviceManagementServiceConfig.ReadWrite.All'),
  },
  {
    ...autopilot,
    id: 'REQ-011',
    kind: 'check',
    title: 'Role for wipe and retire',
    severity: 'block',
    neededBefore: 'wipe',
    statement:
      'The guard’s own application may send remote actions: it holds DeviceManagementManagedDevices.PrivilegedOperations.All.',
    remedy: 'Grant the role to the guard’s application, and to no other.',
    fixer: 'tenant-admin',
    sources: [sources.wipe, sources.deleteDevice, sources.graphWipe],
    check: ({ tenant: { tokenRoles } }) =>
      tokenHas(tokenRoles.guard, 'DeviceManagementManagedDevices.PrivilegedOperations.All'),
  },
  {
    ...both,
    // The pages differ on whether an application may delete a device at all.
    isConfirmed: false,
    id: 'REQ-012',
    kind: 'check',
    title: 'Role for disabling and deleting Entra devices',
    severity: 'block',
    neededBefore: 'registration',
    statement:
      'The guard’s own application may change device objects: it holds Device.ReadWrite.All. Whether that suffices for deleting is not said alike everywhere.',
    remedy:
      'Grant the role to the guard’s application; where the vendor refuses the deletion, a person deletes.',
    fixer: 'tenant-admin',
    sources: [sources.staleDevices, sources.graphDeviceUpdate, sources.graphDeviceDelete],
    check: ({ tenant: { tokenRoles } }) => tokenHas(tokenRoles.guard, 'Device.ReadWrite.All'),
  },
  {
    ...both,
    id: 'REQ-013',
    kind: 'check',
    title: 'MDM authority is Intune',
    severity: 'block',
    neededBefore: 'plan',
    statement: 'The tenant’s mobile device management authority is Intune.',
    remedy: 'Set the authority to Intune before anything else.',
    fixer: 'tenant-admin',
    sources: [
      sources.tutorialClients,
      sources.tutorialNewDevices,
      sources.autoEnrolTroubles,
      sources.graphOrganization,
    ],
    check: mdmAuthority,
  },
  {
    ...both,
    id: 'REQ-014',
    kind: 'check',
    title: 'MDM user scope',
    severity: 'block',
    neededBefore: 'registration',
    statement:
      'Automatic enrolment is on for everybody, or for groups that hold every user of the run.',
    remedy: 'Set the MDM user scope to All, or to groups that hold the users.',
    fixer: 'tenant-admin',
    sources: [sources.coManagementOverview, sources.tutorialClients, sources.graphMobilityPolicies],
    check: mdmUserScope,
    // Application permissions are not offered for this read.
    whenUnknown: {
      instructions:
        'In the Microsoft Entra admin center open Mobility (MDM and WIP) › Microsoft Intune and look at the MDM user scope. Where it says Some, compare its groups with the users of the device list.',
      evidence: 'The scope as shown, with the ids of its groups.',
      expiresAfterDays: 90,
    },
  },
  {
    ...both,
    id: 'REQ-015',
    kind: 'check',
    title: 'MAM user scope beside the MDM user scope',
    severity: 'warn',
    neededBefore: 'registration',
    statement:
      'No group stands in both the MAM and the MDM user scope: a personal device of its members would be managed by app protection alone.',
    remedy: 'Set the MAM user scope to None, or take the users of the run out of it.',
    fixer: 'tenant-admin',
    sources: [sources.tutorialClients, sources.windowsEnrolmentErrors],
    check: mamUserScope,
  },
  {
    ...both,
    id: 'REQ-017',
    kind: 'check',
    title: 'Windows may enrol',
    severity: 'block',
    neededBefore: 'registration',
    statement:
      'The default platform restriction, and any other that reaches the users of the run, allows Windows. Blocking personally owned Windows does no harm.',
    remedy: 'Allow Windows (MDM) in the restriction; blocked devices end with 0x80180014.',
    fixer: 'tenant-admin',
    sources: [
      sources.managedDesktop,
      sources.autopilotEnrolmentTroubles,
      sources.windowsEnrolmentErrors,
    ],
    check: windowsAllowed,
  },
  {
    ...autopilot,
    id: 'REQ-018',
    kind: 'check',
    title: 'Users may join devices',
    severity: 'block',
    neededBefore: 'delivery',
    statement:
      'The users of the run may join devices to Microsoft Entra ID and have not used up their quota of devices.',
    remedy: 'Add the users to those who may join, or raise the quota.',
    fixer: 'tenant-admin',
    sources: [
      sources.autopilotRequirements,
      sources.autopilotEnrolmentTroubles,
      sources.graphDeviceRegistrationPolicy,
    ],
    check: joinAllowed,
    // A user who may join by name, and the devices of each user, are told by no list.
    whenUnknown: {
      instructions:
        'In the Microsoft Entra admin center open Devices › Device settings: compare who may join devices with the users of the device list, and the maximum per user with what the busiest of them has.',
      evidence: 'Both settings as shown, and the largest number of devices a user has.',
      expiresAfterDays: 90,
    },
  },
  {
    ...both,
    id: 'REQ-019',
    kind: 'check',
    title: 'Conditional Access lets enrolment through',
    severity: 'warn',
    neededBefore: 'delivery',
    statement:
      'Policies that ask for multifactor authentication, a compliant device or terms of use leave out the apps Microsoft Intune and Microsoft Intune Enrollment.',
    remedy:
      'Exclude the two apps; use Conditional Access rather than multifactor authentication enforced for single users.',
    fixer: 'tenant-admin',
    sources: [sources.autopilotKnownIssues, sources.monitorCoManagement, sources.autoEnrolTroubles],
    check: conditionalAccess,
  },
  {
    ...autopilot,
    id: 'REQ-020',
    kind: 'check',
    title: 'Grace in compliance policies',
    severity: 'warn',
    neededBefore: 'delivery',
    statement:
      'Encryption and Secure Boot are unknown until the first restart, so a policy that judges them gives a device at least six hours.',
    remedy: 'Give the policy’s action “mark as noncompliant” a grace period of a quarter of a day.',
    fixer: 'tenant-admin',
    sources: [sources.autopilotKnownIssues],
    check: complianceGrace,
  },
  {
    ...autopilot,
    id: 'REQ-021',
    kind: 'task',
    title: 'The network of the first start',
    severity: 'warn',
    neededBefore: 'delivery',
    statement:
      'Where devices are started for the first time, they reach the Autopilot, sign-in, Entra and Intune endpoints on 80 and 443 and a time server on UDP 123, without a proxy that only a policy would tell them of.',
    remedy:
      'Open the endpoints, and configure a proxy on the network rather than by an Intune policy.',
    fixer: 'network-admin',
    sources: [sources.autopilotRequirements],
    instructions:
      'From the network the users will be on, reach ztd.dds.microsoft.com, cs.dds.microsoft.com and login.live.com over HTTPS, www.msftconnecttest.com over HTTP and time.windows.com over UDP 123.',
    evidence: 'The place, the time and the answer of each endpoint.',
    expiresAfterDays: 180,
  },
  {
    ...both,
    id: 'REQ-022',
    kind: 'check',
    title: 'Multi Admin Approval',
    severity: 'block',
    neededBefore: 'wipe',
    statement:
      'No access policy of Multi Admin Approval intercepts the wipes and retires that the guard’s application sends; an intercepted call is refused until a person has approved it in the Intune admin center.',
    remedy:
      'Put the guard’s application on the policy’s list of exclusions, which itself needs an approval.',
    fixer: 'tenant-admin',
    sources: [sources.multiAdminApproval, sources.multiAdminApprovalGraph],
    check: approvalPolicies,
  },
  {
    ...both,
    id: 'REQ-023',
    kind: 'notice',
    title: 'Admitting unlicensed administrators is for ever',
    severity: 'warn',
    neededBefore: 'cloud-attach',
    statement:
      'The switch that admits administrators without a licence cannot be turned back. Gangway never turns it.',
    remedy: 'Turn it on only after somebody who may decide that for the tenant has said so.',
    fixer: 'tenant-admin',
    sources: [sources.multiAdminApproval, sources.managedDesktop],
  },
];
