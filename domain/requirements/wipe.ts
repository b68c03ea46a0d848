import type { Facts } from './facts.ts';
import { fail, given, pass } from './outcome.ts';
import { namesOf } from './checks/reach.ts';
import type { CheckOutcome, Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const common = {
  isConfirmed: true,
  paths: ['autopilot'],
  neededBefore: 'wipe',
  fixer: 'gangway',
} as const;

/** Wipe and reset of devices that were in use. */
export const wipe: readonly Requirement[] = [
  {
    ...common,
    id: 'REQ-210',
    kind: 'rule',
    title: 'Reuse takes a wipe',
    severity: 'block',
    statement:
      'A device that was in use is wiped before it goes through setup, and counts as wiped only when it has enrolled again.',
    remedy: 'Approve the wipe, or reset the device by hand and confirm it.',
    fixer: 'run-admin',
    sources: [sources.autopilotCoManagement],
    enforcedIn: 'domain/device-progress.ts#nextMove',
    shownBy:
      'test/domain/device-progress.test.ts#is proved by no vanished record: that is a record gone, and no device reset',
  },
  {
    ...common,
    id: 'REQ-213',
    kind: 'rule',
    title: 'Nothing is kept',
    severity: 'block',
    statement:
      'A wipe keeps neither enrolment nor user: with either the device stays joined and never comes through setup.',
    remedy: 'Nothing: Gangway sends no other wipe.',
    sources: [sources.wipe, sources.retireOrWipe, sources.managedDesktop],
    enforcedIn: 'ports/graph/managed-devices.ts#createManagedDeviceGuardWrites',
    shownBy: 'test/ports/graph/guard.test.ts#is wiped plainly',
  },
  {
    ...common,
    id: 'REQ-214',
    kind: 'rule',
    title: 'No protected wipe',
    severity: 'block',
    // What the parameter is called in Graph is not in the metadata of v1.0.
    isConfirmed: false,
    statement:
      'A protected wipe is never sent: it goes on through loss of power and may leave the device unable to start.',
    remedy: 'Use it in the portal for a device that is lost or stolen, and for no other.',
    sources: [sources.wipe, sources.deviceActionTroubles, sources.graphMetadata],
    enforcedIn: 'ports/graph/managed-devices.ts#createManagedDeviceGuardWrites',
    shownBy: 'test/ports/graph/guard.test.ts#is wiped plainly',
  },
  {
    ...common,
    id: 'REQ-216',
    kind: 'task',
    title: 'A wipe is no disposal',
    severity: 'warn',
    statement:
      'A wipe deletes files and decrypts BitLocker; it does not destroy data beyond recovery. That is enough for devices that stay in the company.',
    remedy: 'Send devices that leave the company through the process for disposal instead.',
    fixer: 'run-admin',
    sources: [sources.retireOrWipe],
    instructions:
      'Look at the list of reused devices: do all of them stay in the company, and is data of their users that must be kept backed up?',
    evidence: 'Who said so, for which list, and where the data is.',
    expiresAfterDays: 90,
  },
  {
    ...common,
    id: 'REQ-217',
    kind: 'rule',
    title: 'Pending may last for ever',
    severity: 'warn',
    statement:
      'A wipe of a device that is offline stays pending, and a successful one may: only a new enrolment or a named person proves it, and after 14 days it is shown to a person.',
    remedy: 'Look whether the device is switched on; confirm its reset if you did it by hand.',
    fixer: 'operator',
    sources: [sources.deviceActionTroubles, sources.graphManagedDevice],
    enforcedIn: 'domain/device-progress.ts#overdueMove',
    shownBy:
      'test/domain/device-progress.test.ts#shows a device to a person after a patience that fits the state, and not before',
  },
  {
    ...common,
    id: 'REQ-218',
    kind: 'rule',
    title: 'Intune records are not deleted',
    severity: 'block',
    statement:
      'Deleting a record of Intune retires the device, and for one that is not in Autopilot removes the Entra object with its keys. Gangway has no such request.',
    remedy: 'Back up the keys before deleting a record in the portal.',
    sources: [sources.retireOrWipe, sources.deleteDevice],
    enforcedIn: 'ports/graph/operations.ts#operations',
    shownBy: 'test/ports/graph/operations.test.ts#knows no way to delete an Intune record',
  },
  {
    ...common,
    id: 'REQ-219',
    kind: 'notice',
    title: 'Retire suspends BitLocker',
    severity: 'warn',
    statement:
      'When a joined device whose BitLocker Intune manages is retired, its protectors are removed and BitLocker is suspended; clean-up rules do not do so.',
    remedy: 'Expect it, and look after devices that stay in use.',
    fixer: 'tenant-admin',
    sources: [sources.deleteDevice, sources.retireOrWipe],
  },
  {
    ...common,
    id: 'REQ-220',
    kind: 'rule',
    title: 'Autopilot Reset is no way in',
    severity: 'warn',
    statement:
      'Autopilot Reset keeps join and enrolment, so it leads no device into co-management. Gangway has no such request.',
    remedy: 'Use a wipe.',
    sources: [sources.autopilotReset, sources.autopilotKnownIssues, sources.managedDesktop],
    enforcedIn: 'ports/graph/operations.ts#operations',
    shownBy: 'test/ports/graph/operations.test.ts#knows no way to delete an Intune record',
  },
  {
    ...common,
    id: 'REQ-221',
    kind: 'task',
    title: 'Recovery environment on reused devices',
    severity: 'warn',
    statement:
      'A device that is to be wiped has its Windows recovery environment enabled; without it the wipe fails with 0x80070032.',
    remedy: 'Run reagentc /enable on the devices that lack it.',
    fixer: 'tenant-admin',
    sources: [sources.autopilotReset],
    instructions:
      'Run reagentc /info on the reused devices, for example as a remediation script of Intune, and count those that say “Windows RE status: Disabled”.',
    evidence: 'Report of the script, or the devices that were looked at.',
    expiresAfterDays: 90,
  },
  {
    ...common,
    id: 'REQ-225',
    kind: 'check',
    title: 'Multi Admin Approval on device actions',
    severity: 'block',
    statement:
      'No access policy of Multi Admin Approval stops a wipe, retire or delete of Gangway: such a request is answered with ApprovalRequired until a second administrator approves it.',
    remedy:
      'Exclude the guard’s application on the policy’s Exclusions tab, which itself needs approval.',
    fixer: 'tenant-admin',
    sources: [sources.wipe, sources.multiAdminApprovalGraph],
    check: deviceActionsAreFree,
  },
];

/** Device policies by type; one that nobody knows is shown rather than missed. */
const intercepting = /^(device|unknown)/;

function deviceActionsAreFree(facts: Facts): CheckOutcome {
  return given(facts.tenant.operationApprovalPolicies, (policies) => {
    const stopping = policies.filter(
      ({ policyType, excludesGangway }) =>
        intercepting.test(policyType) && excludesGangway !== true,
    );
    return stopping.length === 0
      ? pass(`none of ${policies.length} access policies stops device actions of Gangway`)
      : fail(`stops device actions: ${namesOf(stopping)}`);
  });
}
