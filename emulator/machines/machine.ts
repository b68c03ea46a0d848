import { hardwareIdOf } from '../hardware-hash.ts';
import { Table } from '../table.ts';
import type { MachineSpec, MachineState } from '../world/machine.ts';
import type { TransitionName } from './transitions.ts';

/** A physical machine: what it is, where it stands, and what has happened to it. */
export interface Machine {
  id: string;
  spec: MachineSpec;
  hardwareId: string;
  state: MachineState;
  isOnline: boolean;
  /** Raised by a wipe, so that what was under way before it comes to nothing. */
  epoch: number;
  /** Transitions under way. */
  pending: Set<TransitionName>;
  history: { state: MachineState; at: string }[];
  wipeCount: number;
  lastWipedAt: string | undefined;
  /** It went through OOBE before its profile was assigned: no client will ever come. */
  lacksProfile: boolean;
  /** The co-management policy it was provisioned with. */
  provisionedBy: string | undefined;
  /** Why it stands still, if it does. */
  note: string | undefined;
}

export class MachineTable extends Table<Machine> {
  readonly #byHardwareId = this.indexBy((machine) => machine.hardwareId);
  readonly #bySerialNumber = this.indexBy((machine) => machine.spec.serialNumber.toLowerCase());

  constructor() {
    super((machine) => machine.id);
  }

  findByHardwareId(hardwareId: string): Machine | undefined {
    return this.#byHardwareId.of(hardwareId)[0];
  }

  withSerialNumber(serialNumber: string): Machine[] {
    return this.#bySerialNumber.of(serialNumber.toLowerCase());
  }
}

export function newMachine(spec: MachineSpec, startAt: string): Machine {
  const id = spec.machineId ?? spec.serialNumber;
  return {
    id,
    spec,
    hardwareId: hardwareIdOf(id),
    state: spec.state,
    isOnline: spec.online,
    epoch: 0,
    pending: new Set(),
    history: [{ state: spec.state, at: startAt }],
    wipeCount: 0,
    lastWipedAt: undefined,
    lacksProfile: false,
    provisionedBy: undefined,
    note: undefined,
  };
}

export function hostNameOf(machine: Machine): string {
  return machine.spec.name ?? machine.spec.serialNumber;
}
