import { hasAssignedProfile } from '../machines/effects.ts';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';

export interface Delivery {
  delivered: string[];
  /** Not in a box any more, or no such machine. */
  skipped: string[];
}

/** The warehouse ships what is in a box; without a list, everything that is nobody's trap. */
export function deliver(
  simulation: Simulation,
  serialNumbers: readonly string[] | undefined,
): Delivery {
  const machines =
    serialNumbers === undefined
      ? simulation.machines.all().filter((m) => m.state === 'boxed' && !m.spec.bystander)
      : machinesNamed(simulation, serialNumbers);
  const delivered: string[] = [];
  for (const machine of machines) {
    if (machine.state !== 'boxed') continue;
    const hasProfile = hasAssignedProfile(simulation, machine);
    simulation.events.publish({ type: 'machine-delivered', machineId: machine.id, hasProfile });
    if (simulation.life.start(machine, 'ship')) delivered.push(machine.spec.serialNumber);
  }
  const skipped = (serialNumbers ?? []).filter((serial) => !delivered.includes(serial));
  simulation.clock.settle();
  return { delivered, skipped };
}

export function machinesNamed(
  { machines }: Simulation,
  serialNumbers: readonly string[],
): Machine[] {
  return serialNumbers.flatMap((serialNumber) => machines.withSerialNumber(serialNumber));
}
