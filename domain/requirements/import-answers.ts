import type { Rule } from './requirement.ts';
import { sources } from './sources.ts';

const common = {
  kind: 'rule',
  isConfirmed: true,
  paths: ['autopilot'],
  neededBefore: 'registration',
  fixer: 'operator',
  enforcedIn: 'domain/import-outcome.ts#importOutcome',
} as const;

/** What the registration service answers for a row: by name first, by code only where it sends no name. */
export const importAnswers: readonly Rule[] = [
  {
    ...common,
    id: 'REQ-161',
    title: 'Import error 801',
    severity: 'warn',
    statement:
      'A request that the service calls malformed parks its devices with the vendor’s own name and code: the fault is the service’s, and a retry is a person’s to decide.',
    remedy: 'Retry the devices later (gangway resolve); open a support case when it stays.',
    sources: [sources.oofhours],
    shownBy:
      'test/domain/import-outcome.test.ts#whatever a vendor may answer has an outcome, and its code stands in the failure table',
  },
  {
    ...common,
    id: 'REQ-162',
    title: 'Import error 802: hardware hash',
    severity: 'block',
    statement:
      'A hash that the service refuses, or that lacks maker or serial number, refuses its device.',
    remedy: 'Collect the hash again on the device.',
    sources: [sources.addDevices, sources.oofhours],
    shownBy:
      'test/domain/import-outcome.test.ts#the code decides only where the vendor sent no name',
  },
  {
    ...common,
    id: 'REQ-163',
    title: 'Import error 803: no serial number',
    severity: 'block',
    statement: 'A hash without serial number and product key refuses its device.',
    remedy: 'Have the serial number set in the firmware, then collect the hash again.',
    sources: [sources.oofhours],
    shownBy:
      'test/domain/import-outcome.test.ts#the code decides only where the vendor sent no name',
  },
  {
    ...common,
    id: 'REQ-164',
    title: 'Import error 806: registered here already',
    severity: 'warn',
    statement:
      'A device that is registered in this tenant already counts as imported once its identity is found and carries the run’s tag; the registration is then not Gangway’s to take back.',
    remedy:
      'Where no identity shows: wait and sync; after a day open a support case, as the registration may be left over from the Store for Business.',
    sources: [sources.importErrors, sources.addDevices],
    enforcedIn: 'domain/device-progress.ts#nextMove',
    shownBy: 'test/domain/device-progress.test.ts#takes 806 under the run’s tag for success',
  },
  {
    ...common,
    id: 'REQ-165',
    title: 'Import error 808: registered in another tenant',
    severity: 'block',
    statement:
      'A device that belongs to another tenant is refused. The name decides, as it has been seen under code 806 too.',
    remedy:
      'Have the former owner or the vendor deregister it, or open a support case with proof of purchase that shows serial number and company.',
    sources: [sources.importErrors, sources.addDevices],
    shownBy:
      'test/domain/import-outcome.test.ts#the name decides before the code: one error was seen under the code of another',
  },
  {
    ...common,
    id: 'REQ-166',
    title: 'Import error ZtdDeviceDuplicated',
    severity: 'warn',
    neededBefore: 'plan',
    statement:
      'No device is sent twice: of two rows with one hash or one serial number the later is refused at intake, as the service would take one of them by chance.',
    remedy: 'Keep the row that is right.',
    fixer: 'run-admin',
    sources: [sources.addDevices],
    enforcedIn: 'domain/device-list.ts#checkDeviceList',
    shownBy: 'test/domain/device-list.test.ts#no two accepted rows share a serial number or a hash',
  },
  {
    ...common,
    id: 'REQ-167',
    title: 'Import error StorageError',
    severity: 'warn',
    statement:
      'A failure of the service’s storage passes by itself: its devices wait for a person, who sends them again all at once, by error code.',
    remedy:
      'Retry the devices after some minutes (gangway resolve); open a support case when it stays.',
    sources: [sources.addDevices],
    enforcedIn: 'activities/device-moves.ts#createDeviceMoveActivities',
    shownBy:
      'test/activities/device-moves.test.ts#by error code goes back to where it came from, and no other',
  },
];
