import type { Simulation } from '../../simulation.ts';
import { intuneBadRequest } from '../errors.ts';
import type { Origin } from './device-actions.ts';
import type { ManagedDevice } from './table.ts';

/** What a second wipe is told is unconfirmed: the world decides. */
export function requireNoPendingWipe({ world }: Simulation, device: ManagedDevice): void {
  const isPending = device.managementState.startsWith('wipe');
  if (isPending && world.deviceActions.secondWipe === 'refused') {
    throw intuneBadRequest('A wipe of this device is already pending.');
  }
}

/** https://learn.microsoft.com/intune/intune-service/remote-actions/device-rename */
export function rename(
  simulation: Simulation,
  device: ManagedDevice,
  { deviceName, origin }: { deviceName: string; origin: Origin },
): void {
  if (!/^(?!\d+$)[A-Za-z0-9-]{1,15}$/.test(deviceName)) {
    throw intuneBadRequest('The device name is not valid.');
  }
  const { deviceActions, devices, directory, events } = simulation;
  events.publish({ type: 'managed-device-action', action: 'rename', device });
  const effect = () => {
    device.deviceName = deviceName;
    const entraDevice = devices.findByDeviceId(device.azureADDeviceId);
    if (entraDevice === undefined) return;
    entraDevice.displayName = deviceName;
    directory.changed(entraDevice, ['displayName']);
  };
  deviceActions.simple(device, { name: 'setDeviceName', origin, effect });
}
