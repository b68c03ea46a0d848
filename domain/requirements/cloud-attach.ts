import {
  commandLineSaved,
  enrolmentControlled,
  machinesJoined,
  machinesServiced,
  stagingWithinEnrolment,
} from './checks/cloud-attach.ts';
import { internetReach } from './checks/gateway.ts';
import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const both = { isConfirmed: true, paths: ['autopilot', 'existing-clients'] } as const;
const existing = { isConfirmed: true, paths: ['existing-clients'] } as const;

/** Enabling co-management: the cloud attach wizard and what it stands for. */
export const cloudAttach: readonly Requirement[] = [
  {
    ...both,
    // Two pages contradict each other.
    isConfirmed: false,
    id: 'REQ-044',
    kind: 'notice',
    title: 'US Government: upload to the admin center',
    severity: 'warn',
    clouds: ['us-government'],
    neededBefore: 'cloud-attach',
    statement:
      'One page says that choosing Azure US Government switches the upload of devices off, another that it has been available since release 2107.',
    remedy: 'Do not count on tenant attach in this cloud; nothing of a run depends on it.',
    fixer: 'tenant-admin',
    sources: [sources.enableCoManagement, sources.tenantAttach],
  },
  {
    ...both,
    id: 'REQ-045',
    kind: 'notice',
    title: 'China: no upload, no analytics',
    severity: 'warn',
    clouds: ['china'],
    neededBefore: 'cloud-attach',
    statement:
      'In the cloud of 21Vianet neither Endpoint analytics nor the upload of devices can be enabled; of the defaults only automatic enrolment is left.',
    remedy: 'Pass over both in the wizard.',
    fixer: 'tenant-admin',
    sources: [sources.cloudAttach, sources.tenantAttach],
  },
  {
    ...both,
    id: 'REQ-046',
    kind: 'check',
    title: 'Customised settings, not the defaults',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'The wizard’s defaults enrol every eligible client, upload all devices and switch Endpoint analytics on. A controlled rollout customises them, with automatic enrolment None or Pilot.',
    remedy: 'Set automatic enrolment to Pilot, or to None, in the properties of cloud attach.',
    fixer: 'site-admin',
    sources: [sources.cloudAttach],
    check: enrolmentControlled,
  },
  {
    ...existing,
    id: 'REQ-049',
    kind: 'check',
    title: 'Staging collections within automatic enrolment',
    severity: 'block',
    neededBefore: 'auto-enrolment',
    statement:
      'The Intune Auto Enrollment collection holds every device that shall be co-managed, so each member of a staging collection too.',
    remedy:
      'Add an include rule for each staging collection to the Intune Auto Enrollment collection.',
    fixer: 'site-admin',
    sources: [sources.enableCoManagement],
    check: stagingWithinEnrolment,
  },
  {
    ...existing,
    id: 'REQ-052',
    kind: 'task',
    title: 'Intune’s side before the slider',
    severity: 'block',
    neededBefore: 'workload',
    statement:
      'Before a workload moves, Intune holds the policies that take its place and they are assigned; a workload always has exactly one owner.',
    remedy: 'Make and assign the policies in Intune first.',
    fixer: 'tenant-admin',
    sources: [sources.enableCoManagement, sources.switchWorkloads],
    instructions:
      'For each workload that shall move, compare what Configuration Manager deploys today with the policies that Intune assigns to the devices of its staging collection.',
    evidence:
      'Per workload the names of the policies in Intune and the group they are assigned to.',
    expiresAfterDays: 30,
  },
  {
    ...existing,
    id: 'REQ-053',
    kind: 'notice',
    title: 'Who unenrols is enrolled again',
    severity: 'warn',
    neededBefore: 'auto-enrolment',
    statement:
      'While a device is in the scope of automatic enrolment, the next policy evaluation enrols it again after its user has taken it out.',
    remedy: 'Take a device out of the Intune Auto Enrollment collection first, then unenrol it.',
    fixer: 'operator',
    sources: [sources.enableCoManagement],
  },
  {
    ...both,
    id: 'REQ-057',
    kind: 'check',
    title: 'The client command line is saved',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'The client command line stands on the Enablement page once all else is in place. It is handed in as copied, and it names this site and its gateway.',
    remedy:
      'Mend the gateway, reopen the properties of cloud attach, copy the line from the Enablement page.',
    fixer: 'site-admin',
    sources: [sources.enableCoManagement, sources.prepareInternetDevices, sources.workloadTroubles],
    check: commandLineSaved,
  },
  {
    ...both,
    id: 'REQ-060',
    kind: 'check',
    title: 'Reach over the internet',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'Co-management by itself does not connect a client on the internet with its site; that takes a gateway or a VPN.',
    remedy: 'Set up a cloud management gateway.',
    fixer: 'site-admin',
    sources: [sources.coManagementOverview, sources.coManagementFaq],
    check: internetReach,
  },
  {
    ...existing,
    id: 'REQ-061',
    kind: 'check',
    title: 'Joined devices only',
    severity: 'block',
    neededBefore: 'auto-enrolment',
    statement:
      'Each device is joined to Microsoft Entra ID or hybrid joined; one that is only registered cannot be co-managed.',
    remedy: 'Remove the registration and join the device properly.',
    fixer: 'run-admin',
    sources: [sources.coManagementOverview],
    check: machinesJoined,
  },
  {
    ...existing,
    id: 'REQ-062',
    kind: 'check',
    title: 'A serviced Windows',
    severity: 'block',
    neededBefore: 'auto-enrolment',
    statement:
      'Each device runs a release of Windows that is still serviced and so supported by Intune.',
    remedy: 'Update Windows first.',
    fixer: 'run-admin',
    sources: [sources.coManagementOverview, sources.enableCoManagement, sources.windowsReleases],
    check: machinesServiced,
  },
];
