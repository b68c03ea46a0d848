import { z } from 'zod';
import { machineStates } from '../world/machine.ts';
import type { Simulation } from '../simulation.ts';
import { AdminError } from './admin-error.ts';
import { truthListNames, truthLists } from './truth-records.ts';
import type { TruthListName, TruthRow } from './truth-records.ts';

/** Everything there is, for tests and for people who wonder. */
export function truthOf(simulation: Simulation): object {
  const lists = truthListNames.map((name) => [
    name,
    truthLists[name](simulation).map(({ render }) => render()),
  ]);
  return {
    now: simulation.clock.nowIso(),
    ...(Object.fromEntries(lists) as Record<TruthListName, object[]>),
    comanagement: simulation.site.comanagement,
    counters: countersOf(simulation),
  };
}

/** `records` are the rows of all stores with nothing but whose they are, and what is right. */
const parts = ['counters', 'comanagement', 'records', ...truthListNames] as const;
const storesOfRecords = [
  'entraDevices',
  'managedDevices',
  'autopilotIdentities',
  'importedIdentities',
  'systems',
] as const;

const PAGE_SIZE = 1000;

const querySchema = z.strictObject({
  part: z.enum(parts).optional(),
  /** A machine id or a serial number. */
  machine: z.string().optional(),
  state: z.enum(machineStates).optional(),
  resolvable: z.enum(['true', 'false']).optional(),
  bystander: z.enum(['true', 'false']).optional(),
  top: z.coerce.number().int().positive().optional(),
  skip: z.coerce.number().int().nonnegative().default(0),
});
export type TruthQuery = z.infer<typeof querySchema>;

export function parseTruthQuery(query: unknown): TruthQuery {
  return querySchema.parse(query);
}

/** A part of the truth, or what concerns some machines; without either, all of it. */
export function truthFor(simulation: Simulation, query: TruthQuery): object {
  const now = simulation.clock.nowIso();
  const passes = machineFilter(simulation, query);
  if (query.part === undefined) {
    if (passes === undefined && query.top === undefined) return truthOf(simulation);
    return {
      now,
      ...pageOf(truthLists.machines(simulation), passes, query),
      ...only(simulation, query),
    };
  }
  if (query.part === 'counters') return { now, counters: countersOf(simulation) };
  if (query.part === 'comanagement') return { now, comanagement: simulation.site.comanagement };
  const rows =
    query.part === 'records' ? recordRows(simulation) : truthLists[query.part](simulation);
  return { now, part: query.part, ...pageOf(rows, passes, query) };
}

function pageOf(
  rows: readonly TruthRow[],
  passes: ((machineId: string | undefined) => boolean) | undefined,
  { skip, top = PAGE_SIZE }: TruthQuery,
): object {
  const found = passes === undefined ? rows : rows.filter(({ machineId }) => passes(machineId));
  const value = found.slice(skip, skip + top).map(({ render }) => render());
  const next = skip + value.length;
  return { total: found.length, value, nextSkip: next < found.length ? next : null };
}

/** Asked for one machine, the answer holds its records too. */
function only(simulation: Simulation, query: TruthQuery): object {
  if (query.machine === undefined) return {};
  const passes = machineFilter(simulation, query);
  const records = recordRows(simulation).filter(({ machineId }) => passes?.(machineId) === true);
  return { records: records.map(({ render }) => render()) };
}

function recordRows(simulation: Simulation): TruthRow[] {
  return storesOfRecords.flatMap((store) =>
    truthLists[store](simulation).map(({ machineId, render }) => ({
      machineId,
      render: () => ({ store, ...idsOf(render()), ...marksOf(simulation, machineId) }),
    })),
  );
}

/** Some rows have a number for an id. */
function idsOf(row: object): object {
  const { id, resourceId, serialNumber, displayName, isCurrent } = row as Record<string, unknown>;
  return {
    id: id ?? String(resourceId),
    serialNumber: serialNumber ?? null,
    ...(displayName === undefined ? {} : { displayName }),
    ...(isCurrent === undefined ? {} : { isCurrent }),
  };
}

function marksOf({ machines }: Simulation, machineId: string | undefined): object {
  const spec = machineId === undefined ? undefined : machines.find(machineId)?.spec;
  return {
    machineId: machineId ?? null,
    machineSerialNumber: spec?.serialNumber ?? null,
    bystander: spec?.bystander ?? null,
    resolvable: spec?.resolvable ?? null,
    expectedEnd: spec?.expectedEnd ?? null,
  };
}

function machineFilter(
  { machines }: Simulation,
  { machine: wanted, state, resolvable, bystander }: TruthQuery,
): ((machineId: string | undefined) => boolean) | undefined {
  if ([wanted, state, resolvable, bystander].every((each) => each === undefined)) return undefined;
  const named = wanted === undefined ? undefined : idsNamed(machines, wanted);
  return (machineId) => {
    const machine = machineId === undefined ? undefined : machines.find(machineId);
    return (
      machine !== undefined &&
      (named === undefined || named.has(machine.id)) &&
      (state === undefined || machine.state === state) &&
      (resolvable === undefined || String(machine.spec.resolvable) === resolvable) &&
      (bystander === undefined || String(machine.spec.bystander) === bystander)
    );
  };
}

function idsNamed(machines: Simulation['machines'], wanted: string): Set<string> {
  const byId = machines.find(wanted);
  const found = byId === undefined ? machines.withSerialNumber(wanted) : [byId];
  if (found.length === 0) throw new AdminError(404, `No machine is called ${wanted}.`);
  return new Set(found.map(({ id }) => id));
}

function countersOf(simulation: Simulation): object {
  const { machines, site } = simulation;
  const machinesByState: Record<string, number> = {};
  let wipes = 0;
  for (const { state, wipeCount } of machines.all()) {
    machinesByState[state] = (machinesByState[state] ?? 0) + 1;
    wipes += wipeCount;
  }
  return {
    machinesByState,
    entraDevices: simulation.devices.size,
    managedDevices: simulation.managedDevices.size,
    autopilotIdentities: simulation.autopilotIdentities.size,
    systems: site.systems.size,
    wipes,
  };
}
