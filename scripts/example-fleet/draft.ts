import { makeHardwareHash } from '../../emulator/hardware-hash.ts';
import type { FailureCode } from '../../domain/failures.ts';
import type { Track } from '../../domain/plan-item.ts';
import { HardwareShelf } from './hardware.ts';
import { People } from './people.ts';
import { randomOf } from './random.ts';
import { emptyWorldParts, type MachineInput, type WorldParts } from './world-parts.ts';

export const runGroupTag = 'GANGWAY';

export type Category = 'new' | 'reused' | 'registered' | 'other-tenant' | 'rejected' | 'tricky';
export type End = 'co-managed' | `${'refused' | 'needs-attention' | 'rejected'}(${FailureCode})`;

/** A data row of the list with what a run must make of it. */
export interface FleetRow {
  readonly category: Category;
  /** What is special about it, within its category. */
  readonly variant: string;
  /** As they stand between the commas. */
  cells: string[];
  readonly serialNumber: string;
  readonly track: Track | 'none';
  readonly end: End;
  /** The row this one repeats, which must stand on an earlier line to be the good one. */
  readonly repeats?: FleetRow;
}

/** The list and the world around it while they are being written. */
export class FleetDraft {
  readonly rows: FleetRow[] = [];
  readonly world: WorldParts = emptyWorldParts();
  readonly people = new People(this.world.users);
  readonly shelf = new HardwareShelf();
  /** Of the draft, not of a module: the second fleet of a process must equal the first. */
  readonly random = randomOf('draft');
  #names = 0;

  /** A machine fresh from the shelf unless `facts` say otherwise. */
  addMachine(facts: Partial<MachineInput>): MachineInput {
    const machine = { ...this.shelf.next(), ...facts };
    this.world.machines.push(machine);
    return machine;
  }

  addRow(row: FleetRow): FleetRow {
    this.rows.push(row);
    return row;
  }

  /** Host names as a company numbers them. */
  nextName(): string {
    this.#names += 1;
    return `FAB-LT-${String(this.#names).padStart(4, '0')}`;
  }
}

export interface Cells {
  serialNumber?: string;
  productId?: string;
  hash?: string;
  groupTag?: string;
  assignedUser?: string;
}

export function cellsOf(machine: MachineInput, cells: Cells = {}): string[] {
  return [
    cells.serialNumber ?? machine.serialNumber,
    cells.productId ?? '',
    cells.hash ?? hashOf(machine),
    cells.groupTag ?? '',
    cells.assignedUser ?? '',
  ];
}

export function hashOf(machine: MachineInput, options: { isPadded?: boolean } = {}): string {
  return makeHardwareHash({
    serialNumber: machine.serialNumber,
    manufacturer: machine.manufacturer ?? '',
    model: machine.model ?? '',
    seed: machineIdOf(machine),
    ...options,
  });
}

/** The world's own default. */
export function machineIdOf(machine: MachineInput): string {
  return machine.machineId ?? machine.serialNumber;
}
