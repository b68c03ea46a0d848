import { applications } from './applications.ts';
import { cloudAttach } from './cloud-attach.ts';
import { commandLine } from './command-line.ts';
import { deregistration } from './deregistration.ts';
import { duplicates } from './duplicates.ts';
import { enrollmentStatusPage } from './enrollment-status-page.ts';
import { managedDesktop } from './managed-desktop.ts';
import { monitoring } from './monitoring.ts';
import { policy } from './policy.ts';
import { registration } from './registration.ts';
import type { Requirement } from './requirement.ts';
import { site } from './site.ts';
import { supportedEnvelope } from './supported-envelope.ts';
import { tenant } from './tenant.ts';
import { wipe } from './wipe.ts';
import { workloads } from './workloads.ts';

interface Section {
  readonly letter: string;
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

export const sections: readonly Section[] = [
  { letter: 'A', title: 'Licences, tenant and roles', requirements: tenant },
  { letter: 'B', title: 'Configuration Manager site', requirements: site },
  { letter: 'C', title: 'Cloud attach', requirements: cloudAttach },
  { letter: 'D', title: 'Client command line', requirements: commandLine },
  { letter: 'E', title: 'Co-management settings policy', requirements: policy },
  {
    letter: 'F',
    title: 'Autopilot into co-management: what it supports',
    requirements: supportedEnvelope,
  },
  { letter: 'G', title: 'Enrollment status page', requirements: enrollmentStatusPage },
  { letter: 'H', title: 'Workloads', requirements: workloads },
  { letter: 'I', title: 'Applications of Configuration Manager', requirements: applications },
  { letter: 'J', title: 'Autopilot registration', requirements: registration },
  { letter: 'K', title: 'Managed Desktop', requirements: managedDesktop },
  { letter: 'L', title: 'Duplicate and stale devices', requirements: duplicates },
  { letter: 'M', title: 'Wipe and reset', requirements: wipe },
  { letter: 'N', title: 'Deregistration', requirements: deregistration },
  { letter: 'O', title: 'Monitoring', requirements: monitoring },
];

/** Every requirement of the two procedures that blocks or warns, in order of id. */
export const requirements: readonly Requirement[] = sections.flatMap((section) => [
  ...section.requirements,
]);
