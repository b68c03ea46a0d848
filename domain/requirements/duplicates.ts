import type { Rule } from './requirement.ts';
import { sources } from './sources.ts';

const common = {
  kind: 'rule',
  isConfirmed: true,
  paths: ['autopilot', 'existing-clients'],
  neededBefore: 'plan',
  fixer: 'gangway',
} as const;

const guardDisables = 'test/activities/guard-disable.test.ts';

/** Duplicate and stale device objects in Entra ID. */
export const duplicates: readonly Rule[] = [
  {
    ...common,
    id: 'REQ-194',
    title: 'Duplicates go before enrolment',
    severity: 'warn',
    neededBefore: 'auto-enrolment',
    statement:
      'A device is neither registered nor enrolled before its own duplicates are gone or refused; others go on meanwhile.',
    remedy: 'Approve the clean-up of the device’s duplicates, or resolve them by hand.',
    fixer: 'run-admin',
    sources: [sources.enableCoManagement],
    enforcedIn: 'activities/planning.ts#createPlanningActivities',
    shownBy:
      'test/activities/device-moves.test.ts#lets devices without duplicates go on, and counts those that have to wait',
  },
  {
    ...common,
    id: 'REQ-196',
    title: 'The automatic clean-up is not relied on',
    severity: 'warn',
    statement:
      'Windows removes the registered twin of a joined device only sometimes, so a stale one of the same hardware is proposed for clean-up.',
    remedy: 'Set BlockAADWorkplaceJoin=1 on the clients, so that no new twin comes.',
    sources: [sources.hybridJoin, sources.hybridTwinsIssue],
    enforcedIn: 'domain/duplicates.ts#duplicatesOf',
    shownBy:
      'test/domain/duplicates.test.ts#a stale, unmanaged object of the same hardware is proposed, with what was seen of it',
  },
  {
    ...common,
    id: 'REQ-197',
    title: 'A twin that Intune manages stays',
    severity: 'warn',
    statement:
      'An object that an Intune record points at is not disabled: where the enrolment came from the registration, the device would leave Intune.',
    remedy: 'Retire the Intune record first, and expect the device to enrol again.',
    fixer: 'tenant-admin',
    sources: [sources.hybridJoin],
    enforcedIn: 'domain/never-rules.ts#neverDisable',
    shownBy: `${guardDisables}#is what an Intune record or an Autopilot identity points at`,
  },
  {
    ...common,
    id: 'REQ-198',
    title: 'The pair of a hybrid Autopilot device is legitimate',
    severity: 'block',
    statement:
      'Autopilot with hybrid join leaves two objects by design, the anchor and the hybrid joined one; neither is a duplicate.',
    remedy: 'Nothing: both are left alone.',
    sources: [sources.autopilotKnownIssues, sources.hybridPairIssue],
    enforcedIn: 'domain/duplicates.ts#keepReason',
    shownBy:
      'test/domain/duplicates.test.ts#no device’s own object, no anchor and nothing seen within 90 days is ever proposed',
  },
  {
    ...common,
    id: 'REQ-199',
    title: 'Nothing younger than 21 days is stale',
    severity: 'block',
    statement:
      'The date of the last sign-in is refreshed only when it is 14 days old, give or take five: nothing younger than 21 days is called unused, and nothing younger than 90 is proposed.',
    remedy: 'Wait, or remove the object by hand if you know better.',
    sources: [sources.staleDevices],
    enforcedIn: 'domain/staleness.ts#isInUse',
    shownBy:
      'test/domain/staleness.test.ts#nothing younger than 21 days may be called unused: the vendor refreshes the date that rarely',
  },
  {
    ...common,
    id: 'REQ-200',
    title: 'No date is no staleness',
    severity: 'block',
    statement:
      'An object without a date of last sign-in is never called stale: some active devices have none, and those without a user never do.',
    remedy: 'Look at the object yourself.',
    sources: [sources.staleDevices, sources.blankTimestampsIssue],
    enforcedIn: 'domain/staleness.ts#isStale',
    shownBy: 'test/domain/staleness.test.ts#counts as in use and never as stale',
  },
  {
    ...common,
    id: 'REQ-201',
    title: 'Disabled first, deleted after a grace',
    severity: 'block',
    statement:
      'An object is deleted only after it was disabled by the run, rested for as long as was approved, and nobody missed it. A delete counts as final.',
    remedy: 'Wait for the grace period to end.',
    sources: [sources.staleDevices, sources.graphDeviceDelete],
    enforcedIn: 'activities/guard-duplicates.ts#createGuardDuplicateActivities',
    shownBy: 'test/activities/guard-delete.test.ts#has not rested for as long as was approved',
  },
  {
    ...common,
    id: 'REQ-202',
    title: 'Retired before it is disabled',
    severity: 'warn',
    statement:
      'A managed device is retired in Intune before its Entra object is disabled or deleted; while a record of Intune points at the object, it is left alone.',
    remedy: 'Retire the device in Intune and wait until its record is gone.',
    fixer: 'tenant-admin',
    sources: [sources.staleDevices],
    enforcedIn: 'domain/never-rules.ts#neverDelete',
    shownBy: `${guardDisables}#is what an Intune record or an Autopilot identity points at`,
  },
  {
    ...common,
    id: 'REQ-203',
    title: 'No recovery key is lost',
    severity: 'block',
    statement:
      'An object that holds a BitLocker recovery key that stands nowhere else, or a local administrator password, is not deleted: both would go with it.',
    remedy: 'Back the key up, rotate it on the device, or keep the object.',
    fixer: 'tenant-admin',
    sources: [sources.staleDevices, sources.deleteDevice, sources.graphBitlockerKeys],
    enforcedIn: 'domain/never-rules.ts#neverDelete',
    shownBy:
      'test/activities/guard-delete.test.ts#holds a recovery key that stands nowhere else, or a local password',
  },
  {
    ...common,
    id: 'REQ-204',
    title: 'Objects of the system stay',
    severity: 'block',
    statement:
      'Objects that the system manages, such as anchors, printers and secure virtual machines, are never touched.',
    remedy: 'Nothing: they are left alone.',
    sources: [sources.staleDevices],
    enforcedIn: 'domain/never-rules.ts#neverDisable',
    shownBy:
      'test/domain/never-rules.test.ts#never disabled and never deleted, whoever approved it:',
  },
  {
    ...common,
    id: 'REQ-205',
    title: 'Our own guard for anchors',
    severity: 'block',
    statement:
      'The portal refuses to delete an anchor, the API does it without a word; so the guard looks at the live object and at every Autopilot identity right before it acts.',
    remedy: 'Nothing: the guard refuses.',
    sources: [sources.staleAnchorsIssue],
    enforcedIn: 'domain/never-rules.ts#neverDelete',
    shownBy: 'test/activities/guard-delete.test.ts#became an anchor',
  },
  {
    ...common,
    id: 'REQ-206',
    title: 'Hybrid objects belong to Active Directory',
    severity: 'block',
    statement:
      'Synced and hybrid joined objects are never disabled or deleted in Entra ID: the next sync brings them back as pending.',
    remedy: 'Have the computer object removed in Active Directory and let Entra Connect sync.',
    fixer: 'ad-admin',
    sources: [sources.staleDevices],
    enforcedIn: 'domain/never-rules.ts#neverDisable',
    shownBy:
      'test/domain/never-rules.test.ts#never disabled and never deleted, whoever approved it:',
  },
  {
    ...common,
    id: 'REQ-208',
    title: 'Disabling locks users out, and is undone',
    severity: 'warn',
    statement:
      'Nobody can sign in on a device whose object is disabled, so one that is in use is not disabled, and what the run disabled it enables again when it is aborted.',
    remedy:
      'Enable the object again in Entra ID if somebody complains; Gangway then leaves it alone.',
    sources: [sources.staleDevices],
    enforcedIn: 'activities/guard-undo.ts#createGuardUndoActivities',
    shownBy: `${guardDisables}#what two people approved is disabled once, enabled again on undo, and nothing else`,
  },
  {
    ...common,
    id: 'REQ-209',
    title: 'Cloned machines are refused',
    severity: 'warn',
    statement:
      'A hardware id that stands on two enrolled devices comes from an image or snapshot of a registered machine: which is which cannot be told, so both are refused.',
    remedy: 'Install the clone anew.',
    fixer: 'run-admin',
    sources: [sources.hybridJoin],
    enforcedIn: 'domain/device-identity.ts#resolveDevice',
    shownBy:
      'test/domain/device-identity.test.ts#when its hardware id stands on another enrolled device: an image was cloned',
  },
];
