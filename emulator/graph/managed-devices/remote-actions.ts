import { Table } from '../../table.ts';
import type { Timings } from '../../world/timings.ts';
import type { ActionState, DeviceActionResult, ManagedDevice, ManagementState } from './table.ts';

export type RemoteActionName =
  | 'wipe'
  | 'wipeKeepingEnrolment'
  | 'retire'
  | 'delete'
  | 'cleanWindowsDevice'
  | 'rebootNow'
  | 'setDeviceName'
  | 'configurationManagerAction';

interface RemoteAction {
  /** In `deviceActionResults`; names besides those of the enum are unconfirmed. */
  result: string;
  /** In `remoteActionAudits`: https://learn.microsoft.com/graph/api/resources/intune-devices-remoteaction */
  audit: string;
  /** How long an online device takes. */
  after: keyof Timings;
  /** `managementState` on the way; left out: it stays `managed`. */
  states?: { pending: ManagementState; issued: ManagementState; failed: ManagementState };
}

const wiping = { pending: 'wipePending', issued: 'wipeIssued', failed: 'wipeFailed' } as const;

/**
 * https://learn.microsoft.com/intune/intune-service/remote-actions/devices-wipe: an online PC reacts
 * within 15 minutes.
 */
export const remoteActions: Readonly<Record<RemoteActionName, RemoteAction>> = {
  wipe: { result: 'factoryReset', audit: 'factoryReset', after: 'wipeMinutes', states: wiping },
  wipeKeepingEnrolment: {
    result: 'factoryResetKeepEnrollmentData',
    audit: 'factoryResetKeepEnrollmentData',
    after: 'wipeMinutes',
    states: wiping,
  },
  retire: {
    result: 'retire',
    audit: 'removeCompanyData',
    after: 'retireMinutes',
    states: { pending: 'retirePending', issued: 'retireIssued', failed: 'retireFailed' },
  },
  delete: {
    result: 'delete',
    audit: 'delete',
    after: 'deletedRecordMinutes',
    states: { pending: 'deletePending', issued: 'deletePending', failed: 'deletePending' },
  },
  cleanWindowsDevice: {
    result: 'cleanWindowsDevice',
    audit: 'cleanWindowsDevice',
    after: 'wipeMinutes',
  },
  rebootNow: { result: 'rebootNow', audit: 'rebootNow', after: 'remoteActionMinutes' },
  setDeviceName: { result: 'setDeviceName', audit: 'setDeviceName', after: 'remoteActionMinutes' },
  configurationManagerAction: {
    result: 'configurationManagerAction',
    audit: 'unknown',
    after: 'remoteActionMinutes',
  },
};

export type ActionTransitionName = 'deliver' | 'finish' | 'fail';

interface ActionTransition {
  from: readonly ActionState[];
  to: ActionState;
  /** Which `managementState` goes with it. */
  state: 'issued' | 'failed' | 'managed';
}

/** An action is `pending` from the moment it is accepted. */
export const actionTransitions: Readonly<Record<ActionTransitionName, ActionTransition>> = {
  /** The device has been told. */
  deliver: { from: ['pending'], to: 'active', state: 'issued' },
  finish: { from: ['pending', 'active'], to: 'done', state: 'managed' },
  fail: { from: ['pending', 'active'], to: 'failed', state: 'failed' },
};

/** One action of one device: the record's result and the audit row are about the same thing. */
export interface ActionRun {
  name: RemoteActionName;
  device: ManagedDevice;
  result: DeviceActionResult;
}

export function isOpen({ result }: ActionRun): boolean {
  return result.actionState === 'pending' || result.actionState === 'active';
}

/** Whether the state allowed it. */
export function moveAction(run: ActionRun, name: ActionTransitionName, now: string): boolean {
  const { device, result } = run;
  const { from, to, state } = actionTransitions[name];
  if (!from.includes(result.actionState)) return false;
  result.actionState = to;
  result.lastUpdatedDateTime = now;
  const { states } = remoteActions[run.name];
  if (states !== undefined) device.managementState = state === 'managed' ? state : states[state];
  return true;
}

/** https://learn.microsoft.com/graph/api/resources/intune-devices-remoteactionaudit */
export interface RemoteActionAudit {
  id: string;
  run: ActionRun;
  initiatedBy: string;
  /** Of a bulk action. */
  bulkId: string | null;
}

export class RemoteActionAuditTable extends Table<RemoteActionAudit> {
  constructor() {
    super((audit) => audit.id);
  }
}

export function renderRemoteActionAudit(audit: RemoteActionAudit): Record<string, unknown> {
  const { device, name, result } = audit.run;
  return {
    id: audit.id,
    deviceDisplayName: device.deviceName,
    userName: device.userPrincipalName,
    initiatedByUserPrincipalName: audit.initiatedBy,
    action: remoteActions[name].audit,
    requestDateTime: result.startDateTime,
    deviceOwnerUserPrincipalName: device.userPrincipalName,
    deviceIMEI: '',
    actionState: result.actionState,
    managedDeviceId: device.id,
    deviceActionCategory: audit.bulkId === null ? 'single' : 'bulk',
    bulkDeviceActionId: audit.bulkId,
  };
}
