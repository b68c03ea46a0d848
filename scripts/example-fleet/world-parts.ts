import type { WorldInput } from '../../emulator/world.ts';

type Item<Key extends keyof WorldInput> =
  NonNullable<WorldInput[Key]> extends (infer T)[] ? T : never;
type SiteInput = NonNullable<WorldInput['site']>;

export type UserInput = Item<'users'>;
export type MachineInput = Item<'machines'>;
export type EntraDeviceInput = Item<'entraDevices'>;
export type ManagedDeviceInput = Item<'managedDevices'>;
export type SystemInput = NonNullable<SiteInput['systems']>[number];

/** The parts of the world that grow row by row; the rest of it stands in `tenant.ts`. */
export interface WorldParts {
  readonly users: UserInput[];
  readonly machines: MachineInput[];
  readonly entraDevices: EntraDeviceInput[];
  readonly managedDevices: ManagedDeviceInput[];
  readonly autopilotIdentities: Item<'autopilotIdentities'>[];
  readonly bitlockerKeys: Item<'bitlockerKeys'>[];
  readonly systems: SystemInput[];
}

export function emptyWorldParts(): WorldParts {
  return {
    users: [],
    machines: [],
    entraDevices: [],
    managedDevices: [],
    autopilotIdentities: [],
    bitlockerKeys: [],
    systems: [],
  };
}
