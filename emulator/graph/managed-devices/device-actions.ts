import type { Simulation } from '../../simulation.ts';
import { physicalIdOf } from '../devices/table.ts';
import type { ManagedDevice } from './table.ts';

/**
 * Remote actions are accepted at once and carried out when the device answers; an offline device
 * stays pending. https://learn.microsoft.com/intune/intune-service/remote-actions/devices-wipe
 */
export class DeviceActions {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  wipe(device: ManagedDevice): void {
    const { events, life, machines } = this.#simulation;
    events.publish({ type: 'managed-device-action', action: 'wipe', device });
    this.#markPending(device, 'factoryReset');
    device.managementState = 'wipePending';
    const machine = device.machineId === undefined ? undefined : machines.find(device.machineId);
    if (machine !== undefined && device.isCurrent) life.start(machine, 'wipe');
  }

  retire(device: ManagedDevice): void {
    const { clock, events, world } = this.#simulation;
    events.publish({ type: 'managed-device-action', action: 'retire', device });
    this.#markPending(device, 'retire');
    device.managementState = 'retirePending';
    if (!this.#answers(device)) return;
    clock.after(world.timings.retireMinutes, () => {
      this.#forget(device);
    });
  }

  delete(device: ManagedDevice): void {
    const { events, managedDevices } = this.#simulation;
    events.publish({ type: 'managed-device-action', action: 'delete', device });
    managedDevices.delete(device.id);
  }

  sync(device: ManagedDevice): void {
    if (this.#answers(device)) device.lastSyncDateTime = this.#simulation.clock.nowIso();
  }

  /** A stale record has nobody who answers, but Intune lets go of it all the same. */
  #answers(device: ManagedDevice): boolean {
    if (device.machineId === undefined || !device.isCurrent) return true;
    return this.#simulation.machines.find(device.machineId)?.isOnline ?? true;
  }

  /** On Windows a retire also removes the device's Entra record, unless Autopilot holds it. */
  #forget(device: ManagedDevice): void {
    const { devices, directory, managedDevices } = this.#simulation;
    managedDevices.delete(device.id);
    const entraDevice = devices.findByDeviceId(device.azureADDeviceId);
    if (entraDevice === undefined || physicalIdOf(entraDevice, 'ZTDID') !== undefined) return;
    directory.removeDevice(entraDevice, 'world');
  }

  #markPending(device: ManagedDevice, actionName: string): void {
    const now = this.#simulation.clock.nowIso();
    device.deviceActionResults.push({
      actionName,
      actionState: 'pending',
      startDateTime: now,
      lastUpdatedDateTime: now,
    });
  }
}
