/**
 * Worlds of any size, with traps, from a seed. The same recipe always gives the same world.
 *
 *     const world = generateWorld({ seed: 7, machines: 1000 });
 *     for (const row of deviceListOf(world)) …      // what a run over its fleet is given
 *
 * Every machine says of itself `kind` (which trap it is), `bystander` (no list names it),
 * `resolvable` (a careful engineer can tell it apart) and `expectedEnd`:
 * `co-managed`, `refused` (nothing must happen to it) or `untouched` (a bystander).
 * `/_emulator/truth` shows the same beside where each machine stands.
 */
import { makeHardwareHash } from '../hardware-hash.ts';
import { pick } from '../machines/chance.ts';
import type { WorldInput } from '../world.ts';
import { autopilotKinds, bystanderKinds, existingClientKinds } from './kinds.ts';
import type { MakeMachine } from './kinds.ts';
import { Plot } from './plot.ts';

export type FleetKind = keyof typeof autopilotKinds | keyof typeof existingClientKinds;
export type BystanderKind = keyof typeof bystanderKinds;

export interface WorldRecipe {
  seed?: number;
  /** How many machines the world has in all; one more where the last is a pair. */
  machines: number;
  path?: 'autopilot' | 'existing-clients';
  /** The share of bystanders besides those that belong to a trap. Default 0.2. */
  bystanders?: number;
  /** Relative weights of what the list names; what is left out keeps its own, 0 leaves it away. */
  fleet?: Partial<Record<FleetKind, number>>;
  /** The same of the bystanders. */
  others?: Partial<Record<BystanderKind, number>>;
  /** No traps at all: new machines, or ordinary clients, and no bystanders. */
  isPlain?: boolean;
  /** Whatever else the world is to have: apps, timings, failureRates, site … */
  world?: Omit<WorldInput, 'seed' | 'machines'>;
}

type Weights = Readonly<Record<string, number>>;

const autopilotWeights: Record<keyof typeof autopilotKinds, number> = {
  new: 50,
  reused: 20,
  registered: 5,
  staleDuplicate: 5,
  workplaceTwin: 4,
  sameName: 3,
  prefixSerial: 3,
  sharedUser: 3,
  foreign: 2,
  sameSerial: 2,
  clonedImage: 2,
};
const existingClientWeights: Record<keyof typeof existingClientKinds, number> = {
  hybridClient: 40,
  entraClient: 12,
  sleepyClient: 10,
  dualState: 8,
  reimagedClient: 6,
  pendingClient: 4,
  stuckPendingClient: 2,
  workgroupClient: 3,
  outdatedClient: 2,
  intuneOnly: 8,
  alreadyCoManaged: 5,
};
const bystanderWeights: Record<BystanderKind, number> = {
  colleague: 40,
  coManagedColleague: 20,
  userless: 8,
  liveLooksStale: 8,
  staleAnchor: 8,
  hybridPair: 6,
  dualStateBystander: 6,
  longAwayWithKeys: 4,
};
const BYSTANDERS_DEFAULT = 0.2;

export function generateWorld(recipe: WorldRecipe): WorldInput {
  const { seed = 1, machines, path = 'autopilot', isPlain = false } = recipe;
  const plot = new Plot(seed);
  const isAutopilot = path === 'autopilot';
  const kinds: Record<string, MakeMachine> = isAutopilot ? autopilotKinds : existingClientKinds;
  const usual: Weights = isAutopilot ? autopilotWeights : existingClientWeights;
  const ordinary: Weights = { [isAutopilot ? 'new' : 'hybridClient']: 1 };
  const fleet = known(kinds, { ...(isPlain ? ordinary : usual), ...recipe.fleet });
  const others = known(bystanderKinds, { ...bystanderWeights, ...recipe.others });
  const share = recipe.bystanders ?? (isPlain ? 0 : BYSTANDERS_DEFAULT);
  while (plot.size < machines) {
    const isBystander = plot.luck(plot.size, 'bystander') < share;
    const at = plot.luck(plot.size, 'kind');
    const make = isBystander
      ? (bystanderKinds as Record<string, MakeMachine>)[pick(others, at)]
      : kinds[pick(fleet, at)];
    make?.(plot);
  }
  return withDefaults(recipe, { seed, plot, isAutopilot });
}

/** A weight for a kind that the path does not have is a mistake of the recipe. */
function known(kinds: object, weights: Weights): Weights {
  const unknown = Object.keys(weights).filter((kind) => !(kind in kinds));
  if (unknown.length > 0) throw new Error(`No machines of the kind ${unknown.join(', ')} here.`);
  return weights;
}

function withDefaults(
  recipe: WorldRecipe,
  { seed, plot, isAutopilot }: { seed: number; plot: Plot; isAutopilot: boolean },
): WorldInput {
  const { machines, entraDevices, managedDevices, users } = plot.world;
  const own = recipe.world ?? {};
  const collections = isAutopilot ? [] : [{ name: 'Intune Auto Enrollment', refreshType: 6 }];
  return {
    ...own,
    seed,
    description: own.description ?? `${machines.length} machines, seed ${seed}`,
    machines,
    entraDevices: [...entraDevices, ...(own.entraDevices ?? [])],
    managedDevices: [...managedDevices, ...(own.managedDevices ?? [])],
    users: [...users, ...(own.users ?? [])],
    site: {
      applications: [{ name: 'Company Portal', isDistributed: true }],
      ...own.site,
      collections: [...collections, ...(own.site?.collections ?? [])],
    },
  };
}

export interface DeviceListRow {
  machineId: string;
  serialNumber: string;
  hardwareHash: string;
  assignedUser: string;
}

/** The fleet of a world as a list names it; rows are made one by one, for each is 4 KB. */
export function* deviceListOf(world: WorldInput): Generator<DeviceListRow> {
  for (const machine of world.machines ?? []) {
    if (machine.bystander === true) continue;
    const { serialNumber, nextUserPrincipalName } = machine;
    const machineId = machine.machineId ?? serialNumber;
    const manufacturer = machine.manufacturer ?? 'Contoso Devices';
    const model = machine.model ?? 'Contoso Book 14';
    const hardwareHash = makeHardwareHash({ serialNumber, manufacturer, model, seed: machineId });
    const assignedUser = nextUserPrincipalName ?? machine.userPrincipalName ?? '';
    yield { machineId, serialNumber, hardwareHash, assignedUser };
  }
}
