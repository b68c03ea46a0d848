import type { RuleData } from '../rule-data.ts';
import { registration, addDevices, profiles, managedDesktop } from './sources.ts';

/** From the import to the delivery, and back out. */
export const registrationRules = [
  {
    id: 'REF-IMPORT-BEFORE-OBJECTS',
    kind: 'imported-before-objects',
    sentence:
      'Autopilot profile, enrollment status page and co-management policy are assigned to one device group before the first import.',
    source: managedDesktop,
  },
  {
    id: 'REF-IMPORT-BEFORE-TENANT',
    kind: 'imported-before-tenant-is-ready',
    sentence:
      'The MDM authority is Intune and enrolment of Windows is allowed before anything is registered.',
    source: 'https://learn.microsoft.com/autopilot/requirements',
  },
  {
    id: 'REF-IMPORT-OVER-LEFTOVER',
    kind: 'imported-over-leftover',
    sentence:
      'An enabled leftover of a workplace registration that can be told to be the machine’s is gone before the machine is registered.',
    source: 'https://learn.microsoft.com/autopilot/troubleshooting-faq',
  },
  {
    id: 'REF-IMPORT-PERSONAL',
    kind: 'personal-device-imported',
    sentence:
      'A PC that is personal, or merely registered with Entra ID, is not put into Autopilot.',
    source: registration,
  },
  {
    id: 'REF-DEVICE-LOST',
    kind: 'device-lost',
    sentence:
      'When everything is said to be over, each device that a list asks to register is registered.',
    source: 'https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/2857',
  },
  {
    id: 'REF-DELIVERED-BEFORE-PROFILE',
    kind: 'delivered-before-profile',
    sentence: 'A device is delivered only when its profile is assigned, with a date.',
    source: addDevices,
  },
  {
    id: 'REF-DELIVERED-UNLICENSED',
    kind: 'delivered-to-unlicensed-user',
    sentence: 'The user assigned to a device exists, is enabled and licensed when it is delivered.',
    source: 'https://learn.microsoft.com/autopilot/requirements',
  },
  {
    id: 'REF-IDENTITY-ENROLLED',
    kind: 'identity-deleted-while-enrolled',
    sentence: 'An Autopilot identity is not deleted while its device is enrolled.',
    source: addDevices,
  },
  {
    id: 'REF-IDENTITY-BEFORE-INTUNE',
    kind: 'identity-deleted-before-intune',
    sentence: 'Intune’s record of a device is gone before its Autopilot identity is deleted.',
    source: registration,
  },
  {
    id: 'REF-IDENTITY-UNLISTED',
    kind: 'identity-deleted-without-list',
    sentence:
      'Only who registered a machine, or was asked to clean it up, deletes its Autopilot identity.',
    source: 'https://github.com/ugurkocde/DeviceOffboardingManager/issues/69',
  },
  {
    id: 'REF-FOREIGN-ROWS',
    kind: 'others-import-row-deleted',
    sentence: 'Imported rows are deleted only by who imported them.',
    source: 'https://github.com/andrew-s-taylor/WindowsAutopilotInfo/issues/22',
  },
  {
    id: 'REF-PROFILE-ASSIGNED',
    kind: 'profile-deleted-while-assigned',
    sentence: 'A profile is unassigned before it is deleted.',
    source: profiles,
  },
  {
    id: 'REF-PROFILE-HELD',
    kind: 'profile-deleted-while-held',
    sentence: 'No identity holds a profile any more when it is deleted: unassigning takes a while.',
    source: profiles,
  },
  {
    id: 'REF-CONVERTS-TARGETED',
    kind: 'profile-converts-devices',
    severity: 'notice',
    sentence:
      'A profile does not convert the devices it reaches to Autopilot: switching that off again takes nobody out.',
    source: profiles,
  },
] as const satisfies readonly RuleData[];
