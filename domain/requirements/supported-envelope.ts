import { noProfile } from './checks/reach.ts';
import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';
import {
  clockSkew,
  noDevicePreparation,
  noPilotWorkload,
  noPreprovisioning,
  oneProviderInStatusPage,
  windowsEditions,
  windowsReleases,
} from './checks/supported-envelope.ts';

const autopilot = { isConfirmed: true, paths: ['autopilot'] } as const;

/** Autopilot into co-management: what it supports. */
export const supportedEnvelope: readonly Requirement[] = [
  {
    ...autopilot,
    id: 'REQ-099',
    kind: 'check',
    title: 'Entra join only',
    severity: 'block',
    neededBefore: 'registration',
    statement:
      'Devices join Microsoft Entra ID only. A hybrid join deployment profile makes provisioning run into the timeout of the status page.',
    remedy: 'Take the hybrid join profile off the devices and use one for Microsoft Entra join.',
    fixer: 'tenant-admin',
    sources: [
      sources.autopilotCoManagement,
      sources.autopilotEnrollment,
      sources.prepareInternetDevices,
    ],
    check: (facts) =>
      noProfile(facts, {
        of: ({ odataType }) => !odataType.endsWith('azureADWindowsAutopilotDeploymentProfile'),
        words: 'are for another join than Microsoft Entra join',
      }),
  },
  {
    ...autopilot,
    id: 'REQ-100',
    kind: 'check',
    title: 'User-driven only',
    severity: 'block',
    neededBefore: 'registration',
    statement: 'The deployment mode of every profile that reaches the devices is user-driven.',
    remedy: 'Set the deployment mode of the profile to user-driven.',
    fixer: 'tenant-admin',
    sources: [sources.autopilotCoManagement, sources.autopilotEnrollment],
    check: (facts) =>
      noProfile(facts, {
        of: ({ deviceUsageType }) => deviceUsageType !== 'singleUser',
        words: 'are not user-driven',
      }),
  },
  {
    ...autopilot,
    id: 'REQ-101',
    kind: 'check',
    title: 'No self-deploying mode',
    severity: 'block',
    neededBefore: 'registration',
    statement: 'No self-deploying profile reaches the devices.',
    remedy: 'Take the self-deploying profile off the devices.',
    fixer: 'tenant-admin',
    sources: [sources.autopilotCoManagement],
    check: (facts) =>
      noProfile(facts, {
        of: ({ deviceUsageType }) => deviceUsageType === 'shared',
        words: 'are self-deploying',
      }),
  },
  {
    ...autopilot,
    id: 'REQ-102',
    kind: 'check',
    title: 'No pre-provisioning',
    severity: 'block',
    neededBefore: 'registration',
    statement:
      'Devices are not pre-provisioned. The profile that Managed Desktop brings allows it, and technicians must not use it there either.',
    remedy: 'Set “Allow pre-provisioned deployment” of the profile to No.',
    fixer: 'tenant-admin',
    sources: [sources.autopilotCoManagement, sources.autopilotEnrollment, sources.managedDesktop],
    check: noPreprovisioning,
  },
  {
    ...autopilot,
    id: 'REQ-103',
    kind: 'check',
    title: 'Not with Autopilot device preparation',
    severity: 'block',
    // That it is unsupported is documented; how to find such a policy is not.
    isConfirmed: false,
    neededBefore: 'registration',
    statement:
      'No Windows Autopilot device preparation policy reaches the users or devices of the run.',
    remedy: 'Exclude the users and devices of the run from the device preparation policy.',
    fixer: 'tenant-admin',
    sources: [sources.autopilotEnrollment],
    check: noDevicePreparation,
  },
  {
    ...autopilot,
    id: 'REQ-104',
    kind: 'check',
    title: 'No workload at Pilot Intune',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'No workload stands at Pilot Intune: pilot collections are evaluated only after the client is installed, so what a device gets in setup is left to chance.',
    remedy: 'Set each workload to Configuration Manager or to Intune for as long as the run lasts.',
    fixer: 'site-admin',
    sources: [sources.autopilotCoManagement, sources.autopilotEnrollment],
    check: noPilotWorkload,
  },
  {
    ...autopilot,
    id: 'REQ-105',
    kind: 'task',
    title: 'Windows releases',
    severity: 'block',
    neededBefore: 'registration',
    statement:
      'Every device runs Windows 11 or a release of Windows 10 that Microsoft still supports, in an edition that can enrol. A new device is in no store yet, so a person says it of the order.',
    remedy: 'Install a supported release on the device before it is registered.',
    fixer: 'run-admin',
    sources: [sources.autopilotEnrollment, sources.autopilotRequirements],
    instructions:
      'Look at the order or the image of the new devices: which release and which edition of Windows they are shipped with.',
    evidence: 'Order number or image name, with release and edition.',
    expiresAfterDays: 180,
    readBack: windowsReleases,
  },
  {
    ...autopilot,
    id: 'REQ-106',
    kind: 'check',
    title: 'Windows edition',
    severity: 'block',
    neededBefore: 'registration',
    statement:
      'The edition is Pro, Pro Education, Pro for Workstations, Enterprise (LTSC included) or Education. Home fails to enrol with 0x80180022.',
    remedy: 'Upgrade the edition, or leave the device out.',
    fixer: 'run-admin',
    sources: [sources.autopilotRequirements, sources.windowsEnrolmentErrors],
    check: windowsEditions,
  },
  {
    ...autopilot,
    id: 'REQ-107',
    kind: 'rule',
    title: 'Device registered before OOBE',
    severity: 'block',
    neededBefore: 'delivery',
    statement:
      'A device is registered, and its profile assigned with a date, before it is switched on at its user’s desk.',
    remedy: 'Hold the device back until its state is ready-to-ship.',
    fixer: 'gangway',
    sources: [sources.autopilotEnrollment, sources.profiles, sources.managedDesktop],
    enforcedIn: 'domain/device-progress.ts#nextMove',
    shownBy:
      'test/domain/device-progress.test.ts#waits for the date: the status alone may come first',
  },
  {
    ...autopilot,
    id: 'REQ-108',
    kind: 'check',
    title: 'One policy provider in the status page',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'The task sequence of PROVISIONTS and Win32 apps of Intune do not run in one status page: neither waits for the other.',
    remedy:
      'Leave PROVISIONTS out, or take the Win32 apps off the list that the status page waits for.',
    fixer: 'tenant-admin',
    sources: [sources.autopilotEnrollment],
    check: oneProviderInStatusPage,
  },
  {
    ...autopilot,
    id: 'REQ-109',
    kind: 'task',
    title: 'No provisioning package with Autopilot',
    severity: 'warn',
    neededBefore: 'delivery',
    statement:
      'No provisioning package is applied to the devices, above all none that joins, enrols or names them.',
    remedy: 'Take the package out of the image and of the technicians’ routine.',
    fixer: 'run-admin',
    sources: [sources.autopilotKnownIssues],
    instructions:
      'Ask whoever prepares the devices: is a provisioning package (PPKG) part of the image, of a USB stick or of the instructions?',
    evidence: 'Who was asked, when, and the answer.',
    expiresAfterDays: 180,
  },
  {
    ...autopilot,
    id: 'REQ-110',
    kind: 'check',
    title: 'Clock skew',
    severity: 'warn',
    neededBefore: 'plan',
    statement:
      'Clocks agree: one that is minutes off fails attestation or runs the status page into its timeout. What can be read from here is Gangway’s clock against the tenant’s.',
    remedy:
      'Synchronise the clock of the Gangway host; on a device in setup press Shift+F10 and run w32tm /resync /force.',
    fixer: 'operator',
    sources: [sources.autopilotKnownIssues],
    check: clockSkew,
  },
  {
    ...autopilot,
    id: 'REQ-112',
    kind: 'rule',
    title: 'A co-managed device is no shared device',
    severity: 'block',
    neededBefore: 'plan',
    statement:
      'No device of the run is a shared one: those take a self-deploying profile, which cannot be co-managed.',
    remedy: 'Register the device again under a tag that does not end in -Shared.',
    fixer: 'run-admin',
    sources: [sources.autopilotCoManagement, sources.managedDesktop],
    enforcedIn: 'domain/group-tag.ts#isSharedTag',
    shownBy: 'test/domain/group-tag.test.ts#makes shared devices',
  },
];
