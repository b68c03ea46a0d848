import { readHardwareHash } from '../../hardware-hash.ts';
import type { Machine } from '../../machines/machine.ts';
import type { Simulation } from '../../simulation.ts';

export type ImportOutcome =
  { kind: 'accepted'; machine: Machine } | { kind: 'refused'; code: number; name: string };

/**
 * What the registration service says of a row. The machine is the one the hash describes; the
 * serial number of the row decides nothing.
 * https://learn.microsoft.com/autopilot/troubleshooting-faq and the draft table of ZTD errors
 */
export function importOutcome(simulation: Simulation, hardwareIdentifier: string): ImportOutcome {
  const hash = readHardwareHash(hardwareIdentifier);
  if (!hash.valid) {
    return hash.reason === 'wrong-length'
      ? refused(0, 'HashNot4k')
      : refused(802, 'InvalidZtdHardwareHash');
  }
  const machine = simulation.machines.findByHardwareId(hash.hardwareId);
  if (machine === undefined) return refused(812, 'ZtdDeviceNotFound');
  const { spec } = machine;
  if (spec.importError !== undefined) return refused(spec.importError.code, spec.importError.name);
  if (spec.registeredInOtherTenant) return refused(808, 'ZtdDeviceAssignedToOtherTenant');
  if (simulation.autopilotIdentities.findByMachine(machine.id) !== undefined) {
    return refused(806, 'ZtdDeviceAlreadyAssigned');
  }
  if (spec.answers814 && hasStaleObject(simulation, machine)) {
    return refused(814, 'ZtdDeviceAlreadyAadRegistered');
  }
  return { kind: 'accepted', machine };
}

function hasStaleObject(simulation: Simulation, machine: Machine): boolean {
  return simulation.devices.ofMachine(machine.id).some((device) => !device.isCurrent);
}

function refused(code: number, name: string): ImportOutcome {
  return { kind: 'refused', code, name };
}
