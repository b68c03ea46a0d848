import {
  managedDesktopApps,
  managedDesktopPages,
  noMixedInstallers,
  noOfficeSuiteTracked,
  noQualityUpdates,
  noRestartsInApps,
  pageTargetsDevices,
  showsProgress,
  timeoutIsLongEnough,
  withinLimits,
} from './checks/enrollment-status-page.ts';
import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const common = {
  kind: 'check',
  isConfirmed: true,
  paths: ['autopilot'],
  neededBefore: 'registration',
  fixer: 'tenant-admin',
} as const;

export const enrollmentStatusPage: readonly Requirement[] = [
  {
    ...common,
    id: 'REQ-113',
    title: 'Status page shows progress',
    severity: 'block',
    statement:
      'The enrolment status page of the devices shows app and profile progress; only then does setup wait for the Configuration Manager client.',
    remedy: 'Set “Show app and profile configuration progress” of the status page to Yes.',
    sources: [sources.autopilotEnrollment, sources.enrollmentStatus],
    check: showsProgress,
  },
  {
    ...common,
    id: 'REQ-115',
    title: 'Timeout of 60 minutes or more',
    severity: 'warn',
    statement:
      'The status page waits at least 60 minutes, the service’s default, and longer where client and content need it.',
    remedy:
      'Raise espProfile.timeoutMinutes of the run spec, and of other pages that reach the devices; 90 to 120 with a task sequence.',
    fixer: 'run-admin',
    sources: [sources.autopilotEnrollment, sources.enrollmentStatus],
    check: timeoutIsLongEnough,
  },
  {
    ...common,
    id: 'REQ-116',
    title: 'Status page aimed at devices',
    severity: 'warn',
    statement:
      'The status page is assigned to the device group: one that is aimed at users cannot bring blocking apps into the device part of setup.',
    remedy: 'Assign the status page to the device group instead of users.',
    sources: [sources.enrollmentStatus, sources.autopilotKnownIssues],
    check: pageTargetsDevices,
  },
  {
    ...common,
    id: 'REQ-117',
    title: 'Limits of status pages',
    severity: 'warn',
    statement:
      'A tenant has at most 51 status pages, the default among them, with at most 100 blocking apps each.',
    remedy:
      'Delete status pages that nobody uses, or adopt one by giving its name in the run spec.',
    sources: [sources.enrollmentStatus],
    check: withinLimits,
  },
  {
    ...common,
    id: 'REQ-118',
    title: 'No mix of line-of-business and Win32 apps',
    severity: 'warn',
    statement:
      'The status page does not wait for line-of-business (MSI) and Win32 apps at once: they fail with “another installation is in progress”.',
    remedy: 'Package the line-of-business apps as Win32 apps.',
    sources: [sources.enrollmentStatus],
    check: noMixedInstallers,
  },
  {
    ...common,
    id: 'REQ-119',
    title: 'No built-in Microsoft 365 Apps in the status page',
    severity: 'warn',
    statement:
      'The status page does not wait for the built-in type Microsoft 365 Apps, which can hang it.',
    remedy: 'Package Microsoft 365 Apps as a Win32 app, or take it off the page’s list.',
    sources: [sources.enrollmentStatus],
    check: noOfficeSuiteTracked,
  },
  {
    ...common,
    id: 'REQ-120',
    title: 'No restarts by apps',
    severity: 'warn',
    statement:
      'No app that the status page waits for may restart the device: setup hangs, or asks the user for credentials again.',
    remedy: 'Set the device restart behaviour of the Win32 app to “No specific action”.',
    sources: [sources.enrollmentStatus, sources.managedDesktop],
    check: noRestartsInApps,
  },
  {
    ...common,
    id: 'REQ-121',
    title: 'Quality updates during setup',
    severity: 'warn',
    statement:
      'Quality updates in the status page add 20 to 40 minutes and restarts. New pages made in the portal install them, old ones do not.',
    remedy:
      'Set “Install Windows quality updates” on purpose; with Yes allow for it in the timeout.',
    sources: [sources.enrollmentStatus],
    check: noQualityUpdates,
  },
  {
    ...common,
    id: 'REQ-124',
    title: 'Status pages beside Managed Desktop’s own',
    severity: 'warn',
    managedDesktop: 'only',
    statement:
      'Managed Desktop brings its own status page: the tenant’s default shows no progress, and no other page reaches its devices.',
    remedy:
      'Turn progress off in the default page, and name the page of Managed Desktop as espProfile of the run spec.',
    sources: [sources.managedDesktop],
    check: managedDesktopPages,
  },
  {
    ...common,
    id: 'REQ-125',
    title: 'Apps in Managed Desktop’s status page',
    severity: 'warn',
    managedDesktop: 'only',
    statement:
      'Blocking apps are assigned to device groups, install as System without restart or dependencies, hold less than 1 GB together, and Teams is not among them.',
    remedy: 'Trim the list of apps that the status page waits for.',
    sources: [sources.managedDesktop],
    check: managedDesktopApps,
  },
];
