import type { Simulation } from '../../simulation.ts';
import type { Machine } from '../../machines/machine.ts';
import { NO_ID } from '../autopilot-identities/table.ts';
import { physicalIdOf } from '../devices/table.ts';
import type { Caller } from '../route.ts';
import { isOpen, moveAction, remoteActions } from './remote-actions.ts';
import type { ActionRun, RemoteActionName } from './remote-actions.ts';
import type { ManagedDevice } from './table.ts';

const DAY_MS = 86_400_000;

export interface WipeOptions {
  /** Either keeps the PC joined, enrolled and out of OOBE. */
  keepEnrollmentData: boolean;
  keepUserData: boolean;
  /** Goes on through power loss; may leave the PC unable to start. */
  useProtectedWipe: boolean;
}

/** Who asked, and in which bulk action. */
export interface Origin {
  caller: Caller;
  bulkId: string | null;
}

/**
 * Remote actions are accepted at once and carried out when the device answers; an offline one
 * stays pending until its MDM certificate expires, and its record goes half a year later.
 * https://learn.microsoft.com/intune/intune-service/remote-actions/devices-wipe
 */
export class DeviceActions {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  wipe(device: ManagedDevice, options: WipeOptions, origin: Origin): void {
    this.#simulation.events.publish({ type: 'managed-device-action', action: 'wipe', device });
    const isKept = options.keepEnrollmentData || options.keepUserData;
    const run = this.#accept(device, isKept ? 'wipeKeepingEnrolment' : 'wipe', origin);
    this.#whenItAnswers(run, (machine) => {
      // https://learn.microsoft.com/windows/client-management/mdm/remotewipe-csp: needs WinRE.
      if (!machine.spec.hasRecoveryEnvironment) this.#after(run, 'fail');
      else if (isKept) this.#after(run, 'finish');
      else this.#reset(run, machine, options.useProtectedWipe);
    });
  }

  /** Without the user's data a fresh start ends in OOBE, as a wipe does. */
  clean(device: ManagedDevice, keepUserData: boolean, origin: Origin): void {
    this.#simulation.events.publish({ type: 'managed-device-action', action: 'clean', device });
    const run = this.#accept(device, 'cleanWindowsDevice', origin);
    this.#whenItAnswers(run, (machine) => {
      if (!machine.spec.hasRecoveryEnvironment) this.#after(run, 'fail');
      else if (keepUserData) this.#after(run, 'finish');
      else this.#reset(run, machine, false);
    });
  }

  /**
   * A PC that is not with Autopilot loses its Entra object too, and an Entra-joined one its
   * BitLocker protectors: https://learn.microsoft.com/intune/intune-service/remote-actions/devices-retire
   */
  retire(device: ManagedDevice, origin: Origin): void {
    this.#simulation.events.publish({ type: 'managed-device-action', action: 'retire', device });
    const run = this.#accept(device, 'retire', origin);
    this.#whenItAnswers(run, (machine) => {
      this.#after(run, 'finish', () => {
        this.#removeRecord(device);
        this.#release(machine);
      });
    });
  }

  /**
   * The record leaves the list soon, whether or not the device ever hears of it; the device is
   * sent a retire: https://learn.microsoft.com/intune/intune-service/remote-actions/devices-delete
   */
  delete(device: ManagedDevice, origin: Origin): void {
    const { clock, events, world } = this.#simulation;
    events.publish({ type: 'managed-device-action', action: 'delete', device });
    const machine = this.#machineOf(device);
    const run = this.#accept(device, 'delete', origin);
    const minutes = world.timings.deletedRecordMinutes;
    const forget = () => {
      this.#removeRecord(device);
      moveAction(run, 'finish', clock.nowIso());
    };
    if (minutes === 0) forget();
    else clock.after(minutes, forget);
    if (machine === undefined) return;
    const { epoch } = machine;
    this.#simulation.life.whenItAnswers(machine, () => {
      clock.after(world.timings.retireMinutes, () => {
        if (machine.epoch === epoch) this.#release(machine);
      });
    });
  }

  /** Restarts, renamings and what the ConfigMgr client is told. */
  simple(
    device: ManagedDevice,
    action: { name: RemoteActionName; origin: Origin; effect?: () => void },
  ): void {
    const { events } = this.#simulation;
    events.publish({ type: 'managed-device-told', action: action.name, device });
    const run = this.#accept(device, action.name, action.origin);
    this.#whenItAnswers(run, () => {
      this.#after(run, 'finish', action.effect);
    });
  }

  sync(device: ManagedDevice): void {
    const { events } = this.#simulation;
    events.publish({ type: 'managed-device-told', action: 'syncDevice', device });
    const machine = this.#machineOf(device);
    if (machine === undefined || !this.#simulation.life.answers(machine)) return;
    device.lastSyncDateTime = this.#simulation.clock.nowIso();
  }

  /** The PC has reset itself. What it could not report stays pending for ever. */
  wiped(machine: Machine): void {
    const { clock, managedDevices } = this.#simulation;
    machine.isBitLockerSuspended = false;
    const device = managedDevices.findByMachine(machine.id);
    if (device === undefined) return;
    if (machine.spec.reportsWipe) {
      for (const result of device.deviceActionResults) {
        if (result.actionState !== 'active') continue;
        result.actionState = 'done';
        result.lastUpdatedDateTime = clock.nowIso();
      }
      this.#removeRecord(device, 'wipe');
    } else {
      device.isCurrent = false;
    }
  }

  #accept(device: ManagedDevice, name: RemoteActionName, { caller, bulkId }: Origin): ActionRun {
    const { clock, ids, operationApproval, remoteActionAudits } = this.#simulation;
    const now = clock.nowIso();
    const { result: actionName, states } = remoteActions[name];
    const result = {
      actionName,
      actionState: 'pending' as const,
      startDateTime: now,
      lastUpdatedDateTime: now,
    };
    device.deviceActionResults.push(result);
    if (states !== undefined) device.managementState = states.pending;
    const run: ActionRun = { name, device, result };
    const initiatedBy = operationApproval.identityOf(caller).displayName;
    remoteActionAudits.add({ id: ids.next('remote-action'), run, initiatedBy, bulkId });
    return run;
  }

  #whenItAnswers(run: ActionRun, act: (machine: Machine) => void): void {
    const { life } = this.#simulation;
    const { device } = run;
    const machine = this.#machineOf(device);
    const isHere = machine !== undefined && life.answers(machine);
    const expiresMs = this.#expiryMs(device, isHere);
    if (!isHere) this.#forgetUnanswered(run, expiresMs);
    if (machine === undefined) return;
    life.whenItAnswers(machine, () => {
      const isHeard = device.isCurrent && this.#simulation.clock.nowMs() < expiresMs;
      if (isHeard && isOpen(run)) act(machine);
    });
  }

  /** The certificate renews itself as long as the device calls in. */
  #expiryMs({ lastSyncDateTime }: ManagedDevice, isHere: boolean): number {
    const { clock, world } = this.#simulation;
    const lastMs = isHere ? clock.nowMs() : Date.parse(lastSyncDateTime);
    return lastMs + world.timings.certificateDays * DAY_MS;
  }

  /** Nobody answers any more: the certificate expires, and half a year later the record goes. */
  #forgetUnanswered(run: ActionRun, expiresMs: number): void {
    const { clock, managedDevices, world } = this.#simulation;
    const goneMs = Math.max(expiresMs, clock.nowMs()) + world.timings.expiredRecordDays * DAY_MS;
    clock.at(goneMs, () => {
      if (run.result.actionState === 'pending') managedDevices.delete(run.device.id);
    });
  }

  /** Half of its time it is on the way to the device. */
  #after(run: ActionRun, end: 'finish' | 'fail', effect?: () => void): void {
    const { clock, world } = this.#simulation;
    const minutes = world.timings[remoteActions[run.name].after];
    clock.after(minutes / 2, () => moveAction(run, 'deliver', clock.nowIso()));
    clock.after(minutes, () => {
      if (moveAction(run, end, clock.nowIso()) && end === 'finish') effect?.();
    });
  }

  /** Asks again when the PC went offline in between. */
  #reset(run: ActionRun, machine: Machine, isProtected: boolean): void {
    const { clock, life, world } = this.#simulation;
    machine.isUnbootable = isProtected && machine.spec.protectedWipeBreaksIt;
    if (!life.start(machine, 'wipe')) return;
    const minutes = world.timings.wipeMinutes;
    clock.after(minutes / 2, () => moveAction(run, 'deliver', clock.nowIso()));
    const { wipeCount } = machine;
    clock.after(minutes, () => {
      if (machine.wipeCount > wipeCount || !run.device.isCurrent) return;
      this.#whenItAnswers(run, () => {
        this.#reset(run, machine, isProtected);
      });
    });
  }

  /** Its Entra object goes too, unless Autopilot holds it or only the disk was erased. */
  #removeRecord(device: ManagedDevice, cause: 'wipe' | 'retire' = 'retire'): void {
    const { autopilotIdentities, devices, directory, managedDevices } = this.#simulation;
    if (!managedDevices.delete(device.id)) return;
    for (const identity of autopilotIdentities.ofManagedDevice(device)) {
      identity.managedDeviceId = NO_ID;
      identity.enrollmentState = 'notContacted';
    }
    const entraDevice = devices.findByDeviceId(device.azureADDeviceId);
    if (entraDevice === undefined || cause === 'wipe') return;
    if (physicalIdOf(entraDevice, 'ZTDID') === undefined) {
      directory.removeDevice(entraDevice, 'world');
    } else {
      Object.assign(entraDevice, { isManaged: false, isCompliant: null, managementType: null });
      directory.changed(entraDevice, ['isManaged']);
    }
  }

  #release(machine: Machine): void {
    machine.isBitLockerSuspended = true;
    this.#simulation.life.unenrolled(machine);
  }

  /** Nobody stands behind the record of an earlier enrolment. */
  #machineOf({ isCurrent, machineId }: ManagedDevice): Machine | undefined {
    if (machineId === undefined || !isCurrent) return undefined;
    return this.#simulation.machines.find(machineId);
  }
}
