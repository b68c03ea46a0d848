import { hasAssignedProfile } from '../machines/effects.ts';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';
import { AdminError } from './admin-error.ts';

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
      : serialNumbers.flatMap((each) => simulation.machines.withSerialNumber(each));
  if (machines.length === 0 && serialNumbers !== undefined && serialNumbers.length > 0) {
    throw unknownSerials(simulation, serialNumbers);
  }
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

/** All of them, or a refusal that names the unknown ones. */
export function knownMachines(simulation: Simulation, serialNumbers: readonly string[]): Machine[] {
  const { machines } = simulation;
  const unknown = serialNumbers.filter((each) => machines.withSerialNumber(each).length === 0);
  if (unknown.length > 0) throw unknownSerials(simulation, unknown);
  return serialNumbers.flatMap((serialNumber) => machines.withSerialNumber(serialNumber));
}

const HINTS_MAX = 3;

/** People type, and confuse a machine's name with its serial number. */
function unknownSerials({ machines }: Simulation, unknown: readonly string[]): AdminError {
  const [first = ''] = unknown;
  const wanted = squeezed(first);
  const near = machines
    .all()
    .filter(({ id, spec }) =>
      [id, spec.name ?? '', spec.serialNumber].some((text) => squeezed(text) === wanted),
    )
    .slice(0, HINTS_MAX)
    .map(({ spec }) => spec.serialNumber);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`;
  const message = `No machine has the serial number ${unknown.join(', ')}.${hint}`;
  return new AdminError(404, message);
}

function squeezed(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}
