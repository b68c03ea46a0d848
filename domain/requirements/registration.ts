import {
  noForeignDevices,
  noHardwareChanges,
  nothingIsConverted,
  noWorkplaceTwins,
  oneProfileReaches,
} from './checks/registration.ts';
import { importAnswers } from './import-answers.ts';
import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const common = {
  isConfirmed: true,
  paths: ['autopilot'],
  neededBefore: 'registration',
  fixer: 'run-admin',
} as const;

/** Device list, import and what a registration brings; what the service answers stands in `import-answers.ts`. */
export const registration: readonly Requirement[] = [
  {
    ...common,
    id: 'REQ-151',
    kind: 'rule',
    title: 'Header of the device list',
    severity: 'block',
    neededBefore: 'plan',
    statement:
      'The list names its columns: serial number and hardware hash, and where they are wanted product id, group tag and assigned user. Gangway knows the titles of Intune, Partner Center, Configuration Manager and the usual scripts.',
    remedy: 'Export the list again with its header.',
    sources: [sources.addDevices],
    enforcedIn: 'ports/device-list/header.ts#findHeader',
    shownBy:
      'test/ports/device-list/read-device-list.test.ts#columns that are not read are named, so that a misspelt tag does not vanish in silence',
  },
  {
    ...common,
    id: 'REQ-152',
    kind: 'rule',
    title: 'Hygiene of the device list',
    severity: 'block',
    neededBefore: 'plan',
    statement:
      'Serial numbers keep their leading zeroes as the list has them (whether a spreadsheet took some away before cannot be told, which `gangway check` says of numbers), no cell was rewritten by a spreadsheet, and nothing is read into quotes or encodings that does not stand there. Rows go to Graph as JSON, so the portal’s own ban on quotes and Unicode does not apply.',
    remedy: 'Collect the damaged rows again, and do not save the list from a spreadsheet.',
    sources: [sources.addDevices, sources.managedDesktop],
    enforcedIn: 'ports/device-list/read-device-list.ts#readDeviceList',
    shownBy:
      'test/ports/device-list/any-file.test.ts#each line with a serial number and a hash is one row, whatever its quotes',
  },
  {
    ...common,
    id: 'REQ-153',
    kind: 'rule',
    title: 'At most 500 rows an import',
    severity: 'block',
    statement:
      'One import carries at most 500 rows, and each is answered before the next one of its shard is sent.',
    remedy: 'Nothing: Gangway cuts lists of any length into batches.',
    fixer: 'gangway',
    sources: [sources.addDevices],
    enforcedIn: 'ports/graph/imported-identities.ts#createImportedIdentityWrites',
    shownBy: 'test/ports/graph/writes.test.ts#refuses more than 500 rows without asking',
  },
  {
    ...common,
    id: 'REQ-155',
    kind: 'rule',
    title: 'Encoding of the hardware hash',
    severity: 'block',
    neededBefore: 'plan',
    statement:
      'The hash is whole base64. Some firmware leaves the padding out, which the service refuses: it is put back; what does not decode even then is refused, an unusual length is only remarked upon.',
    remedy: 'Collect the hash of the refused row again on the device.',
    sources: [sources.autopilotEnrolmentTroubles, sources.autopilotFaq, sources.oofhours],
    enforcedIn: 'domain/hardware-hash.ts#parseHardwareHash',
    shownBy:
      'test/domain/hardware-hash.test.ts#whatever is taken decodes, and is not repaired twice',
  },
  {
    ...common,
    id: 'REQ-157',
    kind: 'rule',
    title: 'The hardware hash is sensitive',
    severity: 'warn',
    statement:
      'Hashes are kept encrypted, leave Gangway for the registration service only, and are purged once the import is final. Microsoft advises lists of hashes for tests and small numbers, and Partner Center otherwise.',
    remedy: 'Delete the list file as well once the run has read it.',
    sources: [sources.addDevices],
    enforcedIn: 'ports/ledger/hardware-hashes.ts#createHardwareHashes',
    shownBy:
      'test/activities/import-devices.test.ts#hardware hashes do not outlive their run, however its devices ended and processes died',
  },
  {
    ...common,
    id: 'REQ-160',
    kind: 'rule',
    title: 'One sync in ten minutes',
    severity: 'warn',
    statement:
      'A sync of the Autopilot service is asked for at most once in ten minutes for the whole tenant; earlier the service answers 429, and 409 while one runs.',
    remedy: 'Nothing: a sync only speeds things up, and Gangway takes turns.',
    fixer: 'gangway',
    sources: [sources.graphAutopilotSync, sources.graphMetadata],
    enforcedIn: 'activities/autopilot-import.ts#createImportActivities',
    shownBy:
      'test/ports/ledger/audit.test.ts#gives a turn once per interval, to one of those who ask',
  },
  ...importAnswers,
  {
    ...common,
    id: 'REQ-169',
    kind: 'rule',
    title: 'The anchor is never deleted',
    severity: 'block',
    statement:
      'An Entra object with a ZTDID, or one that an Autopilot identity points at, is never disabled or deleted, whoever approved it: without it user-driven setup makes an object that nothing recognises.',
    remedy: 'Where an anchor is lost already, delete the Autopilot identity and import it again.',
    fixer: 'gangway',
    sources: [sources.staleDevices, sources.registration, sources.autopilotFaq],
    enforcedIn: 'domain/never-rules.ts#neverDisable',
    shownBy:
      'test/activities/guard-disable.test.ts#is what an Intune record or an Autopilot identity points at',
  },
  {
    ...common,
    id: 'REQ-170',
    kind: 'check',
    title: 'No personal or merely registered devices',
    severity: 'block',
    statement:
      'Devices that are only registered with Entra ID, or enrolled as personal, are not put into Autopilot.',
    remedy: 'Remove the registration on the device first, or leave the device out.',
    sources: [sources.registration],
    check: noForeignDevices,
  },
  {
    ...common,
    id: 'REQ-171',
    kind: 'check',
    title: 'No leftover registration beside the device',
    severity: 'warn',
    statement:
      'No record that is only registered with Entra ID is left when the device joins: the Autopilot device would go on showing as registered.',
    remedy:
      'Let the duplicate clean-up remove it before registration; afterwards only deleting the Intune, Autopilot and Entra records and enrolling again helps.',
    sources: [sources.autopilotFaq],
    check: noWorkplaceTwins,
  },
  {
    ...common,
    id: 'REQ-172',
    kind: 'rule',
    title: 'The default profile applies',
    severity: 'warn',
    statement:
      'A registered device without an assigned profile gets the tenant’s default one, so whoever is to be kept out of Autopilot loses the registration itself.',
    remedy: 'Deregister the device; unassigning the profile is not enough.',
    fixer: 'gangway',
    sources: [sources.registration, sources.profiles, sources.autopilotKnownIssues],
    enforcedIn: 'activities/undo-identity.ts#takeBack',
    shownBy:
      'test/activities/undo.test.ts#registrations, tags and objects are taken back, and again is nothing',
  },
  {
    ...common,
    id: 'REQ-173',
    kind: 'rule',
    title: 'Profile assigned before shipping',
    severity: 'block',
    neededBefore: 'delivery',
    statement:
      'A device is handed over only when its profile status says assigned and the date of the assignment is there.',
    remedy: 'Wait; Gangway shows the device to a person when it takes longer than a day.',
    fixer: 'gangway',
    sources: [sources.profiles, sources.graphMetadata],
    enforcedIn: 'domain/device-progress.ts#nextMove',
    shownBy:
      'test/domain/device-progress.test.ts#waits for the date: the status alone may come first (REQ-173)',
  },
  {
    ...common,
    id: 'REQ-174',
    kind: 'check',
    title: 'One profile per device',
    severity: 'warn',
    statement:
      'Only the run’s profile reaches its devices: of several the oldest wins, one aimed at all devices takes no exclusions, and a tenant holds at most 350.',
    remedy: 'Take the other profile off the device group, or off all devices.',
    fixer: 'tenant-admin',
    sources: [sources.profiles],
    check: oneProfileReaches,
  },
  {
    ...common,
    id: 'REQ-176',
    kind: 'check',
    title: 'No conversion of all targeted devices',
    severity: 'warn',
    statement:
      'No profile that reaches the devices converts every device it reaches to Autopilot: turning that off later deregisters nobody.',
    remedy: 'Set “Convert all targeted devices to Autopilot” to No, as Managed Desktop demands.',
    fixer: 'tenant-admin',
    sources: [sources.profiles, sources.managedDesktop],
    check: nothingIsConverted,
  },
  {
    ...common,
    id: 'REQ-177',
    kind: 'rule',
    title: 'Profiles are unassigned before they are deleted',
    severity: 'warn',
    statement:
      'A profile is deleted only after it was unassigned and no device holds it any more; earlier, devices end in event 809.',
    remedy: 'Wait until the profile’s list of assigned devices is empty.',
    fixer: 'gangway',
    sources: [sources.autopilotFaq],
    enforcedIn: 'activities/undo-tenant-objects.ts#createUndoTenantObjectActivities',
    shownBy:
      'test/activities/undo.test.ts#registrations, tags and objects are taken back, and again is nothing',
  },
  {
    ...common,
    id: 'REQ-178',
    kind: 'rule',
    title: 'Device name template',
    severity: 'warn',
    neededBefore: 'plan',
    statement:
      'The template makes names of at most 15 letters, digits and hyphens that are not all digits, with %SERIAL% or %RAND:n% at most once.',
    remedy: 'Correct autopilotProfile.deviceNameTemplate of the run spec.',
    sources: [sources.profiles, sources.windowsEnrolmentErrors],
    enforcedIn: 'api/schemas/run-spec.ts#runSpec',
    shownBy: 'test/api/run-spec.test.ts#which gives no valid name',
  },
  {
    ...common,
    id: 'REQ-179',
    kind: 'rule',
    title: 'The assigned user exists',
    severity: 'block',
    neededBefore: 'plan',
    statement:
      'The user a row assigns the device to is in the directory. The service checks the domain only, and a wrong name makes the device unusable until it is unassigned.',
    remedy: 'Correct the user principal name, or leave the cell empty.',
    sources: [sources.addDevices],
    enforcedIn: 'domain/device-identity.ts#resolveDevice',
    shownBy: 'test/domain/device-identity.test.ts#when it is meant for a user who does not exist',
  },
  {
    ...common,
    id: 'REQ-182',
    kind: 'check',
    title: 'Changed hardware',
    severity: 'warn',
    statement:
      'No registered device of the run waits for a person after a change of hardware (“Attention required”); “Fix pending” mends itself.',
    remedy: 'Deregister the device and register it again with a new hardware hash.',
    fixer: 'tenant-admin',
    sources: [
      sources.autopilotFaq,
      sources.autopilotEnrolmentTroubles,
      sources.graphAutopilotIdentity,
    ],
    check: noHardwareChanges,
  },
  {
    ...common,
    id: 'REQ-183',
    kind: 'rule',
    title: 'Off until it is registered',
    severity: 'warn',
    neededBefore: 'delivery',
    statement:
      'A device stays off until it is registered and has its profile; only then does Gangway take its delivery for what it is. One that went through setup before has to be reset.',
    remedy: 'Reset the device and hand it over again.',
    sources: [sources.managedDesktop],
    enforcedIn: 'activities/device-moves.ts#createDeviceMoveActivities',
    shownBy:
      'test/activities/device-moves.test.ts#hands over what is listed and ready, counts it again when repeated, and nothing else',
  },
];
