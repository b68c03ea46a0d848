import type { RuleData } from '../rule-data.ts';
import { addDevices, wipe, managedDesktop, wrongDevice } from './sources.ts';

/** Machines and their Intune records. */
export const machineRules = [
  {
    id: 'REF-BYSTANDER',
    kind: 'bystander-changed',
    sentence:
      'No record of a machine that nobody asked about changes, in any store, and nothing new reaches it.',
    source: wrongDevice,
  },
  {
    id: 'REF-BYSTANDER-COLLECTED',
    kind: 'bystander-collected',
    severity: 'notice',
    sentence:
      'A query that finds the clients of a collection finds no machine that nobody asked about.',
    source: managedDesktop,
  },
  {
    id: 'REF-AMBIGUOUS',
    kind: 'ambiguous-machine-touched',
    sentence: 'A machine that cannot be told apart is not wiped, retired, disabled or deleted.',
    source: 'https://github.com/ugurkocde/DeviceOffboardingManager/issues/56',
  },
  {
    id: 'REF-WIPE-UNLISTED',
    kind: 'wiped-without-list',
    sentence: 'Only a device that a list asks to wipe is wiped, or given a fresh start.',
    source: wrongDevice,
  },
  {
    id: 'REF-WIPE-TWICE',
    kind: 'wiped-twice',
    sentence: 'One list is one wipe of each device on it.',
    source: wipe,
  },
  {
    id: 'REF-WIPE-PERSONAL',
    kind: 'personal-device-wiped',
    sentence: 'Only a device that the company owns is wiped.',
    source: wipe,
  },
  {
    id: 'REF-WIPE-KEEPS-DATA',
    kind: 'wipe-kept-data',
    sentence:
      'A wipe for reuse keeps neither the enrolment nor the user: else there is no out-of-box experience.',
    source: wipe,
  },
  {
    id: 'REF-WIPE-CHANGED-HANDS',
    kind: 'wiped-after-changing-hands',
    sentence:
      'A device that was enrolled again, or given to another user, since a list named it is not wiped.',
    source: 'https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice',
  },
  {
    id: 'REF-WIPE-UNREGISTERED',
    kind: 'wiped-before-registration',
    sentence: 'A PC is registered and its profile assigned, with a date, before it is wiped.',
    source: addDevices,
  },
  {
    id: 'REF-UNENROL-UNLISTED',
    kind: 'unenrolled-without-list',
    sentence: 'No PC in use is retired or deleted from Intune that no list asks for.',
    source: 'https://learn.microsoft.com/intune/intune-service/remote-actions/device-delete',
  },
  {
    id: 'REF-UNENROL-IN-SCOPE',
    kind: 'unenrolled-in-scope',
    sentence:
      'A co-managed PC leaves the scope of automatic enrolment before it is unenrolled: else it enrols again.',
    source: 'https://learn.microsoft.com/mem/configmgr/comanage/faq',
  },
  {
    id: 'REF-BATCHED-DESTRUCTION',
    kind: 'destruction-in-batch',
    severity: 'notice',
    sentence: 'A wipe, retire or deletion goes alone, not inside a `$batch`.',
    source: 'https://learn.microsoft.com/graph/json-batching',
  },
] as const satisfies readonly RuleData[];
