import type { Machine } from '../../machines/machine.ts';
import type { Judging } from '../referee.ts';

/**
 * Judged when the caller says that everything is over: what a list asked to register and nobody
 * did. A device that the world expects to end otherwise, refused for example, is not lost.
 */
export function judgeLostDevices(given: Judging): void {
  const { simulation, announcements, report } = given;
  for (const serialNumber of announcements.serialNumbersFor('register')) {
    const machines = simulation.machines.withSerialNumber(serialNumber);
    if (machines.length === 0) {
      const evidence = { serialNumber, state: 'no such machine' };
      report('REF-DEVICE-LOST', { subject: serialNumber, evidence });
    }
    for (const machine of machines) {
      if (isExpectedOut(machine) || machine.state === 'co-managed') continue;
      if (simulation.autopilotIdentities.findByMachine(machine.id) !== undefined) continue;
      const evidence = { serialNumber, state: machine.state };
      report('REF-DEVICE-LOST', { subject: machine.id, evidence, machineId: machine.id });
    }
  }
}

function isExpectedOut({ spec }: Machine): boolean {
  const { bystander, expectedEnd, importError, registeredInOtherTenant, resolvable } = spec;
  return (
    !resolvable ||
    bystander ||
    registeredInOtherTenant ||
    importError !== undefined ||
    (expectedEnd !== undefined && expectedEnd !== 'co-managed')
  );
}
