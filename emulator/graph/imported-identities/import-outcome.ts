import { readHardwareHash } from '../../hardware-hash.ts';
import type { Machine } from '../../machines/machine.ts';
import type { Simulation } from '../../simulation.ts';
import { errorBySerialNumber, importError } from './import-errors.ts';
import type { ImportError } from './import-errors.ts';

/** A row as it was sent. */
export interface ImportRow {
  groupTag: string;
  serialNumber: string;
  productKey: string;
  hardwareIdentifier: string;
  assignedUserPrincipalName: string;
}

/** What the hash of a row says, read once. */
export type RowReading =
  { kind: 'machine'; machine: Machine } | { kind: 'refused'; error: ImportError };

export type ImportOutcome =
  { kind: 'accepted'; machine: Machine } | { kind: 'refused'; error: ImportError };

/**
 * The machine is the one the hash describes; the serial number of the row decides nothing.
 * https://learn.microsoft.com/autopilot/troubleshooting-faq
 */
export function readRow({ machines }: Simulation, row: ImportRow): RowReading {
  const refused = (name: string): RowReading => ({ kind: 'refused', error: importError(name) });
  if (row.serialNumber === '' && row.productKey === '') {
    return refused('MissingZtdSerialNumberAndProductKey');
  }
  // Maker, model and serial number alone do not lead to a device.
  if (row.hardwareIdentifier === '') return refused('ZtdDeviceNotFound');
  const hash = readHardwareHash(row.hardwareIdentifier);
  if (!hash.valid) {
    return refused(hash.reason === 'wrong-length' ? 'HashNot4k' : 'InvalidZtdHardwareHash');
  }
  const machine = machines.findByHardwareId(hash.hardwareId);
  return machine === undefined ? refused('ZtdDeviceNotFound') : { kind: 'machine', machine };
}

/** What the registration service says of a row; `attempt` counts from 1. */
export function importOutcome(
  simulation: Simulation,
  given: { row: ImportRow; reading: RowReading; attempt: number },
): ImportOutcome {
  const { attempt, reading, row } = given;
  const forced = forcedError(row, reading, attempt);
  if (forced !== undefined) return { kind: 'refused', error: forced };
  if (reading.kind === 'refused') return reading;
  const { machine } = reading;
  const refused = (name: string): ImportOutcome => ({ kind: 'refused', error: importError(name) });
  if (machine.spec.registeredInOtherTenant) return refused('ZtdDeviceAssignedToOtherTenant');
  // The registration stays as it is, group tag and all.
  if (simulation.registration.isRegistered(machine)) return refused('ZtdDeviceAlreadyAssigned');
  if (machine.spec.answers814 && hasStaleObject(simulation, machine)) {
    return refused('ZtdDeviceAlreadyAadRegistered');
  }
  return { kind: 'accepted', machine };
}

/** By the pattern in the serial number, or by the world. A transient error passes by itself. */
function forcedError(
  row: ImportRow,
  reading: RowReading,
  attempt: number,
): ImportError | undefined {
  const patterned = errorBySerialNumber(row.serialNumber);
  if (patterned !== undefined && (patterned.name !== 'StorageError' || attempt === 1)) {
    return patterned;
  }
  if (reading.kind !== 'machine') return undefined;
  const { importError: error } = reading.machine.spec;
  if (error === undefined || attempt > (error.times ?? Infinity)) return undefined;
  return { code: error.code, name: error.name };
}

function hasStaleObject(simulation: Simulation, machine: Machine): boolean {
  return simulation.devices.ofMachine(machine.id).some((device) => !device.isCurrent);
}
