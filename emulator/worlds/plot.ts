import { draw } from '../machines/chance.ts';
import type { WorldInput } from '../world.ts';

export type MachineInput = NonNullable<WorldInput['machines']>[number];
/** What kinds have in common; the rest is each one's own. */
export type Traits = Omit<MachineInput, 'kind' | 'expectedEnd' | 'serialNumber'>;

interface World {
  machines: MachineInput[];
  entraDevices: NonNullable<WorldInput['entraDevices']>;
  managedDevices: NonNullable<WorldInput['managedDevices']>;
  users: NonNullable<WorldInput['users']>;
}

interface NewBystander extends Traits {
  kind: string;
  serialNumber?: string;
}
interface NewMachine extends NewBystander {
  expectedEnd: string;
}

const DOMAIN = 'fabrikam.example';

/** A world under construction: what the kinds of machines are made with. */
export class Plot {
  readonly world: World = { machines: [], entraDevices: [], managedDevices: [], users: [] };
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  get size(): number {
    return this.world.machines.length;
  }

  /** The same for the same machine, whatever else is in the world. */
  luck(...what: (string | number)[]): number {
    return draw(this.seed, 'world', ...what);
  }

  days(what: string, [from, to]: readonly [number, number]): number {
    return Math.round(from + (to - from) * this.luck(this.size, what));
  }

  nextSerial(): string {
    return `GW${String(this.size + 1).padStart(6, '0')}`;
  }

  add(machine: NewMachine): MachineInput {
    const serialNumber = machine.serialNumber ?? this.nextSerial();
    const number = String(this.size + 1).padStart(6, '0');
    const added = { serialNumber, name: `PC-${number}`, ...machine };
    this.world.machines.push(added);
    return added;
  }

  /** Nobody asked for it: whatever happens to it is a mistake. */
  addBystander(machine: NewBystander): MachineInput {
    return this.add({ ...machine, bystander: true, expectedEnd: 'untouched' });
  }

  /** Somebody who works here and signs in. */
  employee(): string {
    return this.#user('user', { accountEnabled: true });
  }

  /** Somebody who has left and handed the device back. */
  former(): string {
    return this.#user('former', { accountEnabled: false, licensed: false });
  }

  #user(kind: string, account: { accountEnabled: boolean; licensed?: boolean }): string {
    const userPrincipalName = `${kind}${this.world.users.length + 1}@${DOMAIN}`;
    this.world.users.push({ userPrincipalName, ...account });
    return userPrincipalName;
  }
}

export function idOf(machine: MachineInput): string {
  return machine.machineId ?? machine.serialNumber;
}
