import { expect, test } from 'vitest';
import { without } from '../domain/without.ts';
import { useLedger } from '../support/database.ts';
import { seedCount } from '../support/seed-count.ts';
import type { Boundary, Fate, Mishap } from './support/crashes.ts';
import { driveRun, type Driving } from './support/drive-run.ts';
import { ledgerEnd, worldEnd, type LedgerEnd, type WorldEnd } from './support/end-state.ts';
import { insist, useStandingClock, withLaboratory, type Laboratory } from './support/laboratory.ts';
import { Chance } from './support/random.ts';
import { aSmallWorld, lagging, type Kind } from './support/small-world.ts';

/**
 * Suspicion: somewhere a process may die, an answer get lost or an activity run twice so that an effect happens a second
 * time, or a device ends otherwise. Shown by playing whole runs over seeded worlds with mishaps at random boundaries, and
 * comparing tenant, site and ledger with the same world's undisturbed run.
 */
const lease = useLedger();
useStandingClock();

/** Every path of a device at least once in each two of them. */
const fleets: readonly (readonly Kind[])[] = [
  ['new', 'registered', 'duplicate', 'bystander'],
  ['reused', 'duplicate', 'duplicate-with-key', 'bystander'],
  ['new', 'reused', 'foreign', 'joined', 'co-managed'],
];

interface End {
  readonly ledger: LedgerEnd;
  readonly world: WorldEnd;
}

const undisturbed = new Map<number, End>();

test.each(Array.from({ length: seedCount(15) }, (_, seed) => seed))(
  'seed %d: a run with mishaps ends as one without',
  async (seed) => {
    const expected = await undisturbedEnd(seed % fleets.length);
    const fleet = fleets[seed % fleets.length] ?? [];
    const small = aSmallWorld(fleet);
    // Every second tenant's directory lags: nobody may take what does not show yet for not done.
    await withLaboratory(lease, seed % 2 === 0 ? small : lagging(small), async (lab) => {
      const chance = new Chance(seed);
      const log: string[] = [];
      lab.fate.decide = mishaps(chance, log);
      await driveRun(lab, disturbed(lab, chance));
      const end = { ledger: await ledgerEnd(lease.ledger, lab), world: worldEnd(lab) };
      expect(lab.emulator.simulation.referee.violations, log.join('\n')).toEqual([]);
      const doubtful = await unknownWipes(lab);
      // What the vendor does not show was never wiped: had the request arrived, reading back would have found it.
      for (const serial of doubtful.values())
        expect(end.world.machines.find((line) => line.startsWith(serial))).toContain('wiped 0');
      expect(withoutThose(end, doubtful), log.join('\n')).toEqual(withoutThose(expected, doubtful));
    });
  },
);

/** The same fleet's end without any mishap; played once. */
async function undisturbedEnd(fleet: number): Promise<End> {
  const known = undisturbed.get(fleet);
  if (known !== undefined) return known;
  const end = await withLaboratory(
    lease,
    aSmallWorld(fleets[fleet] ?? []),
    async (lab): Promise<End> => {
      await driveRun(lab);
      expect(lab.emulator.simulation.referee.violations).toEqual([]);
      return { ledger: await ledgerEnd(lease.ledger, lab), world: worldEnd(lab) };
    },
  );
  undisturbed.set(fleet, end);
  return end;
}

/** One boundary in so many brings a mishap: a dozen or two in a run. */
const boundariesPerMishap = 15;

function mishaps(chance: Chance, log: string[]): Fate['decide'] {
  return ({ system, method, side }: Boundary): Mishap => {
    if (!chance.oneIn(boundariesPerMishap)) return undefined;
    const mishap = chance.oneIn(2) ? 'crash' : 'lost-answer';
    log.push(`${mishap} ${side} ${system}.${method}`);
    return mishap;
  };
}

/** Temporal may deliver an activity again after it was done, and a second attempt may run beside a stalled one. */
function disturbed(lab: Laboratory, chance: Chance): Driving {
  return {
    isAborted: () => false,
    step: async (activity) => {
      if (chance.oneIn(6)) await Promise.allSettled([activity(), activity()]);
      const answer = await insist(lab, activity);
      return chance.oneIn(6) ? insist(lab, activity) : answer;
    },
  };
}

/** Devices that were being wiped when the process died: device key → serial number. */
async function unknownWipes(lab: Laboratory): Promise<ReadonlyMap<string, string>> {
  const parked = await lease.ledger.listDevices(
    lab.key,
    { states: ['needs-attention'] },
    { limit: 100 },
  );
  const unknown = parked.filter(({ code }) => code === 'WipeUnknown');
  return new Map(unknown.map((row) => [row.deviceKey, row.serialNumber]));
}

/** An end without what is said of these devices, and without the counts they are part of. */
function withoutThose(end: End, devices: ReadonlyMap<string, string>): unknown {
  if (devices.size === 0) return end;
  const serials = [...devices.values()];
  const lists = without(end.world, 'groups', 'collections');
  const world = Object.entries(lists).map(([name, lines]) => [
    name,
    lines.filter((line) => !serials.some((serial) => line.startsWith(serial))),
  ]);
  const rows = Object.entries(end.ledger.devices).filter(([key]) => !devices.has(key));
  return { world: Object.fromEntries(world) as object, rows, objects: end.ledger.objects };
}
