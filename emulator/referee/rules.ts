import type { RuleData } from './rule-data.ts';

const stale = 'https://learn.microsoft.com/entra/identity/devices/manage-stale-devices';
const registration = 'https://learn.microsoft.com/autopilot/registration-overview';
const addDevices = 'https://learn.microsoft.com/autopilot/add-devices';
const profiles = 'https://learn.microsoft.com/autopilot/profiles';
const comanagement = 'https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment';
const workloads = 'https://learn.microsoft.com/mem/configmgr/comanage/how-to-switch-workloads';
const enable = 'https://learn.microsoft.com/mem/configmgr/comanage/how-to-enable';
const wipe = 'https://learn.microsoft.com/intune/intune-service/remote-actions/devices-wipe';
const approval =
  'https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval';
const managedDesktop =
  'https://learn.microsoft.com/managed-desktop/prepare/autopilot-co-management';
const wrongDevice = 'https://github.com/ugurkocde/DeviceOffboardingManager/issues/49';

/** Every rule the referee judges by, in the order of what they guard. */
export const rules = [
  {
    id: 'REF-ZTDID-DISABLED',
    kind: 'ztdid-object-disabled',
    sentence: 'An Entra object that Autopilot holds (`[ZTDID]`) is never disabled.',
    source: stale,
  },
  {
    id: 'REF-ZTDID-DELETED',
    kind: 'ztdid-object-deleted',
    sentence:
      'An Entra object that Autopilot holds (`[ZTDID]`) is never deleted, though the API allows it.',
    source: 'https://github.com/MicrosoftDocs/azure-docs/issues/85593',
  },
  {
    id: 'REF-SYNCED-OBJECT',
    kind: 'synced-object-touched',
    sentence: 'An object synchronised from Active Directory is disabled and deleted there.',
    source: stale,
  },
  {
    id: 'REF-SYSTEM-OBJECT',
    kind: 'system-managed-object-touched',
    sentence: 'An object managed by the system, or of another profile type, is left alone.',
    source: stale,
  },
  {
    id: 'REF-ACTIVE-OBJECT',
    kind: 'active-object-touched',
    sentence:
      'No object is disabled or deleted that signed in within 21 days, unless its machine was wiped since.',
    source: stale,
  },
  {
    id: 'REF-UNDATED-OBJECT',
    kind: 'undated-object-touched',
    sentence: 'An object without a sign-in date is not stale: it is not disabled or deleted.',
    source: 'https://github.com/MicrosoftDocs/azure-docs/issues/95459',
  },
  {
    id: 'REF-ENTRA-BEFORE-INTUNE',
    kind: 'entra-touched-before-intune',
    sentence:
      'Wipe or retire in Intune has finished before the Entra object is disabled or deleted.',
    source: stale,
  },
  {
    id: 'REF-LAST-OBJECT',
    kind: 'last-object-deleted',
    sentence: 'The last Entra object of a machine stays, unless the machine was wiped.',
    source: 'https://github.com/MicrosoftDocs/azure-docs/issues/38980',
  },
  {
    id: 'REF-DELETED-ENABLED',
    kind: 'enabled-object-deleted',
    severity: 'notice',
    sentence: 'An object is disabled for a while before it is deleted.',
    source: stale,
  },
  {
    id: 'REF-KEYS-LOST',
    kind: 'keys-lost',
    sentence:
      'No BitLocker key and no LAPS password goes with an object that stands nowhere else, was not exported, and whose disk still holds data.',
    source: stale,
  },
  {
    id: 'REF-BYSTANDER',
    kind: 'bystander-changed',
    sentence: 'No record of a machine that nobody asked about changes, in any store.',
    source: wrongDevice,
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
    sentence: 'Only a device that a list asks to wipe is wiped.',
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
    sentence: 'Only who registered a machine, or was asked to, deletes its Autopilot identity.',
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
  {
    id: 'REF-AUTHORITY-CHANGED',
    kind: 'authority-changed-after-provisioning',
    sentence:
      'Authority, client installation and assignment of a co-management policy stay once a device came through it.',
    source: comanagement,
  },
  {
    id: 'REF-TWO-POLICIES',
    kind: 'two-policies-on-one-group',
    sentence: 'One device group has one co-management policy.',
    source: managedDesktop,
  },
  {
    id: 'REF-PROVISIONED-UNGROUPED',
    kind: 'provisioned-member-removed',
    sentence: 'A device stays in the group by which it got its co-management policy.',
    source: comanagement,
  },
  {
    id: 'REF-CLIENT-UNLISTED',
    kind: 'client-installed-without-list',
    sentence: 'A policy installs no client on a PC in use that no list names.',
    source: comanagement,
  },
  {
    id: 'REF-POLICY-BEFORE-ATTACH',
    kind: 'policy-before-cloud-attach',
    severity: 'notice',
    sentence: 'The site is cloud attached before a policy that installs its client is assigned.',
    source: enable,
  },
  {
    id: 'REF-DEFAULT-CONFIGURATION',
    kind: 'default-configuration-changed',
    sentence: 'The tenant’s default enrolment configurations stay as they are.',
    source:
      'https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-restrictions-set',
  },
  {
    id: 'REF-GROUP-POPULATED',
    kind: 'populated-group-deleted',
    sentence: 'A group that has members is not deleted.',
    source: 'https://learn.microsoft.com/graph/api/group-delete',
  },
  {
    id: 'REF-FOREIGN-OBJECT',
    kind: 'foreign-object-changed',
    sentence:
      'Groups, profiles, policies, collections and deployments are changed only by who made them.',
    source: 'https://learn.microsoft.com/graph/permissions-overview',
  },
  {
    id: 'REF-MDM-AUTHORITY',
    kind: 'mdm-authority-changed',
    sentence: 'The MDM authority of the tenant stays.',
    source: 'https://learn.microsoft.com/intune/intune-service/fundamentals/mdm-authority-set',
  },
  {
    id: 'REF-TENANT-SETTING',
    kind: 'tenant-setting-changed',
    sentence: 'Settings of the whole tenant or site stay.',
    source: 'https://learn.microsoft.com/graph/api/resources/policy-overview',
  },
  {
    id: 'REF-WORKLOAD-WITHOUT-POLICY',
    kind: 'workload-moved-without-policy',
    sentence: 'Intune’s policies for a workload are in place before the workload moves.',
    source: workloads,
  },
  {
    id: 'REF-PILOT-PROVISIONING',
    kind: 'pilot-workload-during-provisioning',
    sentence:
      'No workload stands on Pilot Intune while devices are provisioned by a policy without override.',
    source: comanagement,
  },
  {
    id: 'REF-SCOPE-BEFORE-CLEAN-UP',
    kind: 'auto-enrolment-before-clean-up',
    severity: 'notice',
    sentence: 'Duplicate device objects are gone before automatic enrolment is switched on.',
    source: enable,
  },
  {
    id: 'REF-STAGING-OUTSIDE',
    kind: 'staging-outside-auto-enrolment',
    sentence: 'Staging collections hold only what the automatic enrolment collection holds.',
    source: enable,
  },
  {
    id: 'REF-DEPLOYMENT-LATE',
    kind: 'deployment-after-landing',
    severity: 'notice',
    sentence: 'Applications are deployed to a collection before devices land in it.',
    source: managedDesktop,
  },
  {
    id: 'REF-COLLECTION-IN-USE',
    kind: 'collection-deleted-in-use',
    sentence:
      'A collection that has deployments, or that others limit to or include, is not deleted.',
    source:
      'https://learn.microsoft.com/mem/configmgr/core/clients/manage/collections/manage-collections',
  },
  {
    id: 'REF-APPROVAL-TWICE',
    kind: 'approval-filed-twice',
    sentence: 'One approval request at a time waits for an object.',
    source: approval,
  },
  {
    id: 'REF-APPROVAL-OTHER',
    kind: 'approval-used-by-other',
    sentence: 'An approved request is completed by the identity that filed it.',
    source: approval,
  },
  {
    id: 'REF-RETRY-AFTER',
    kind: 'called-before-retry-after',
    sentence: 'Nobody calls again before `Retry-After` is over (wall time).',
    source: 'https://learn.microsoft.com/graph/throttling',
  },
  {
    id: 'REF-SYNC-INTERVAL',
    kind: 'sync-within-ten-minutes',
    sentence: 'An Autopilot sync is asked for at most once in ten minutes.',
    source: 'https://learn.microsoft.com/graph/api/intune-enrollment-windowsautopilotsettings-sync',
  },
  {
    id: 'REF-IMPORT-ROWS',
    kind: 'too-many-rows',
    sentence: 'One import has at most 500 rows.',
    source: addDevices,
  },
  {
    id: 'REF-BATCH-SIZE',
    kind: 'too-many-sub-requests',
    sentence: 'One `$batch` has at most 20 requests.',
    source: 'https://learn.microsoft.com/graph/json-batching#batch-size-limitations',
  },
] as const satisfies readonly RuleData[];

export type RuleId = (typeof rules)[number]['id'];
export type ViolationKind = (typeof rules)[number]['kind'];
