import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const common = {
  isConfirmed: true,
  paths: ['autopilot'],
  neededBefore: 'registration',
  fixer: 'gangway',
} as const;

const takenBack =
  'test/activities/undo.test.ts#registrations, tags and objects are taken back, and again is nothing';

/** Taking a registration back. */
export const deregistration: readonly Requirement[] = [
  {
    ...common,
    id: 'REQ-226',
    kind: 'rule',
    title: 'Order of deregistration',
    severity: 'block',
    statement:
      'Intune first, then the Autopilot identity, and the Entra object of a joined device not at all: it goes by itself. Older pages list it as a third step, which the newer one calls risky.',
    remedy: 'For a hybrid joined device remove the computer object in Active Directory first.',
    sources: [sources.registration, sources.addDevices],
    enforcedIn: 'activities/undo-identity.ts#takeBack',
    shownBy: takenBack,
  },
  {
    ...common,
    id: 'REQ-227',
    kind: 'rule',
    title: 'No deregistration while enrolled',
    severity: 'block',
    statement:
      'The registration of a device that Intune knows is not even asked to be deleted; the device is left to people, with its registration.',
    remedy: 'Remove the device from Intune first, then delete its Autopilot identity.',
    fixer: 'tenant-admin',
    sources: [sources.addDevices],
    enforcedIn: 'activities/undo-identity.ts#takeBack',
    shownBy:
      'test/activities/undo.test.ts#a device that has gone too far is left to people, with its registration:',
  },
  {
    ...common,
    id: 'REQ-229',
    kind: 'rule',
    title: 'Nothing is left half-way',
    severity: 'warn',
    statement:
      'Undo goes on where it was after any crash and says of each device whether it was undone or is left to a human: half a deregistration leaves records that nobody can recover.',
    remedy: 'Finish by hand what the report leaves to a human.',
    sources: [sources.registration],
    enforcedIn: 'activities/undo-registration.ts#createUndoRegistrationActivities',
    shownBy:
      'test/activities/abort-sweep.test.ts#an aborted run leaves nothing behind but what it says',
  },
  {
    ...common,
    id: 'REQ-231',
    kind: 'notice',
    title: 'Removal in Managed Desktop',
    severity: 'warn',
    managedDesktop: 'only',
    statement:
      'Removing a device in Managed Desktop takes it out of Autopilot, of the groups and, if asked for, of Entra ID and Intune. It is final, and pending devices cannot be removed.',
    remedy: 'Wait until the device is ready, and remove it only when nobody needs it any more.',
    fixer: 'tenant-admin',
    sources: [sources.managedDesktop],
  },
];
