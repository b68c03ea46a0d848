import type { Rule } from './requirement.ts';
import { sources } from './sources.ts';

const common = {
  kind: 'rule',
  severity: 'warn',
  isConfirmed: true,
  paths: ['autopilot', 'existing-clients'],
  neededBefore: 'delivery',
  fixer: 'gangway',
} as const;

/** What counts as success, and what does not. */
export const monitoring: readonly Rule[] = [
  {
    ...common,
    id: 'REQ-240',
    title: 'The deployment report proves nothing',
    paths: ['autopilot'],
    statement:
      'The report of Autopilot deployments comes in pages of 50, forgets after 30 days and may call a success a failure. What became of a device is told by its records in Intune and at the site.',
    remedy: 'Read the report for hints when a device is stuck, and for nothing else.',
    sources: [sources.autopilotKnownIssues, sources.profiles],
    enforcedIn: 'domain/device-progress.ts#nextMove',
    shownBy: 'test/domain/device-progress.test.ts#is co-managed on the word of both sides',
  },
  {
    ...common,
    id: 'REQ-241',
    title: 'The enrolled date of the portal may be that of registration',
    paths: ['autopilot'],
    statement:
      'A new enrolment is told by another Intune record than the one that was there before, never by the date that the portal shows for an Autopilot device.',
    remedy: 'Query the devices with a ZTDID in Graph instead of reading the portal’s column.',
    sources: [sources.autopilotKnownIssues],
    enforcedIn: 'domain/device-progress.ts#nextMove',
    shownBy:
      'test/domain/device-progress.test.ts#waits while only the record shows that was there before',
  },
  {
    ...common,
    id: 'REQ-242',
    title: 'Graph does not list devices that are only attached',
    neededBefore: 'plan',
    statement:
      'Devices that exist through tenant attach alone are in no list of Graph, so the site is asked as well, and a client that only the site knows is recognised.',
    remedy: 'Give the site worker’s account read rights over all devices.',
    fixer: 'site-admin',
    sources: [sources.tenantAttach],
    enforcedIn: 'domain/device-identity.ts#resolveDevice',
    shownBy:
      'test/domain/device-identity.test.ts#that only the site knows is reset by hand, an obsolete or unmanaged record proves nothing',
  },
  {
    ...common,
    id: 'REQ-245',
    title: 'Fresh Start is not used',
    paths: ['autopilot'],
    neededBefore: 'wipe',
    statement:
      'Fresh Start removes apps and, without the user’s data, join and enrolment too. Gangway has no such request.',
    remedy: 'Use a wipe.',
    sources: [sources.quickstartRemoteActions, sources.graphMetadata],
    enforcedIn: 'ports/graph/operations.ts#operations',
    shownBy: 'test/ports/graph/operations.test.ts#knows no way to delete an Intune record',
  },
];
