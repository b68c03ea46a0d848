import {
  hardwareFloor,
  managedDesktopIsLeftAlone,
  noTagIsReplaced,
  recordsArePurged,
  tagsAreManagedDesktops,
  usersAreStillThere,
} from './checks/managed-desktop.ts';
import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const common = {
  isConfirmed: true,
  paths: ['autopilot'],
  managedDesktop: 'only',
  neededBefore: 'registration',
  fixer: 'run-admin',
  sources: [sources.managedDesktop],
} as const;

/** With the preset of Microsoft Managed Desktop only. */
export const managedDesktop: readonly Requirement[] = [
  {
    ...common,
    id: 'REQ-184',
    kind: 'check',
    title: 'Group tags of Managed Desktop',
    severity: 'block',
    neededBefore: 'plan',
    statement:
      'Group tags are Microsoft365Managed_Standard, _SensitiveData, _PowerUser or _Kiosk, spelt exactly so.',
    remedy: 'Correct the group tag of the run spec and of the rows.',
    check: tagsAreManagedDesktops,
  },
  {
    ...common,
    id: 'REQ-185',
    kind: 'check',
    title: 'No tag is replaced by another',
    severity: 'block',
    statement:
      'No registered device changes from one tag of Managed Desktop to another, or from shared to not shared; from no tag, or one of your own, it may.',
    remedy: 'Deregister the device and register it again under the new tag.',
    check: noTagIsReplaced,
  },
  {
    ...common,
    id: 'REQ-188',
    kind: 'check',
    title: 'Reused devices are purged first',
    severity: 'block',
    statement:
      'A device that was in use is imaged anew, and its records in Active Directory, Entra ID, Configuration Manager, Intune and Autopilot are removed before it is registered. Active Directory cannot be read from here.',
    remedy: 'Remove the records with the clean-up, then allow some hours before registering.',
    sources: [sources.managedDesktop, sources.autopilotCoManagement],
    check: recordsArePurged,
  },
  {
    ...common,
    id: 'REQ-189',
    kind: 'check',
    title: 'Hardware that Managed Desktop takes',
    severity: 'warn',
    neededBefore: 'plan',
    statement:
      'Devices are made by Dell, HP, Lenovo or Microsoft, with 8 GB of memory and 128 GB that are no hard disk. Secure Boot, TPM 2.0 and virtualisation-based security are wanted besides, and no ARM; the stores do not tell.',
    remedy: 'Replace the device, or leave it out.',
    check: hardwareFloor,
  },
  {
    ...common,
    id: 'REQ-190',
    kind: 'check',
    title: 'Managed Desktop is left out of your own policies',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'Conditional access policies for all users exclude the service accounts of Managed Desktop, and no deployment profile of yours aims at all devices.',
    remedy:
      'Exclude the service accounts from conditional access, and “Modern Workplace Devices - All” from profiles, update rings and baselines.',
    fixer: 'tenant-admin',
    check: managedDesktopIsLeftAlone,
  },
  {
    ...common,
    id: 'REQ-192',
    kind: 'check',
    title: 'Users stay until the reset',
    severity: 'block',
    neededBefore: 'wipe',
    statement:
      'The account of the user a device belongs to stays in the directory until the device is reset, or the command cannot be sent. A reset by Managed Desktop itself takes a support request of a Global Administrator with the computer’s name.',
    remedy: 'Restore the account (30 days), or reset the device by hand.',
    fixer: 'tenant-admin',
    check: usersAreStillThere,
  },
  {
    ...common,
    id: 'REQ-193',
    kind: 'notice',
    title: 'State of the service',
    severity: 'warn',
    isConfirmed: false,
    neededBefore: 'plan',
    statement:
      'The public documents of Managed Desktop end early in 2024, and the service is widely reported as replaced by Windows Autopatch.',
    remedy: 'Ask Microsoft whether the tenant is still served; run without the preset otherwise.',
    fixer: 'tenant-admin',
  },
];
