import { expect, test } from 'vitest';
import type { DeviceState } from '../../domain/device-state.ts';
import type { DeviceRow } from '../../ports/ledger/port.ts';
import { useLedger } from '../support/database.ts';
import { seedCount } from '../support/seed-count.ts';
import { Crash, noMishap, type Mishap } from './support/crashes.ts';
import { driveRun, type Driving } from './support/drive-run.ts';
import { insist, useStandingClock, withLaboratory, type Laboratory } from './support/laboratory.ts';
import { Chance } from './support/random.ts';
import {
  aSmallWorld,
  groupTag,
  lagging,
  serialAt,
  spec,
  type Kind,
} from './support/small-world.ts';
import { undoRun } from './support/undo-run.ts';

/**
 * Suspicion: an abort at an unlucky moment leaves a registration, an object or a disabled account behind that nobody
 * knows of, or takes something back that must stay. Shown by aborting seeded runs wherever the process dies, then looking
 * at what is left of the run in the tenant, in the site and in the ledger.
 */
const lease = useLedger();
useStandingClock();

const fleet: readonly Kind[] = ['new', 'registered', 'reused', 'duplicate', 'bystander'];

test.each(Array.from({ length: seedCount(10) }, (_, seed) => seed))(
  'seed %d: an aborted run leaves nothing behind but what it says',
  async (seed) => {
    const small = aSmallWorld(fleet);
    // Every second tenant's directory lags: what was just made does not show, what was just removed does.
    await withLaboratory(lease, seed % 2 === 0 ? small : lagging(small), async (lab) => {
      const chance = new Chance(seed);
      const log: string[] = [];
      await driveUntilAborted(lab, chance, log);
      // A millisecond of ours is a vendor minute here; the vendor's clock does not know by itself.
      lab.advance(2);
      await undoRun(lab);
      // Whatever the vendor still had under way comes to its end.
      for (let hour = 0; hour < 6; hour += 1) lab.advance(60);
      const trail = `aborted: ${log.join('; ')}`;
      expect(lab.emulator.simulation.referee.violations, trail).toEqual([]);
      const rows = await lease.ledger.listDevices(lab.key, {}, { limit: 100 });
      for (const row of rows) expectTruthful(lab, row, trail);
      expectNoObjects(lab, await saidToStay(lab), trail);
    });
  },
);

class Aborted extends Error {}

/** Plays the run and aborts it at a random boundary, at which the process dies as well. */
async function driveUntilAborted(lab: Laboratory, chance: Chance, log: string[]): Promise<void> {
  let boundariesLeft = chance.below(260);
  lab.fate.decide = ({ system, method, side }): Mishap => {
    boundariesLeft -= 1;
    if (boundariesLeft !== 0) return undefined;
    const mishap = chance.oneIn(2) ? 'crash' : 'lost-answer';
    log.push(`${mishap} ${side} ${system}.${method}`);
    return mishap;
  };
  const driving: Driving = {
    isAborted: () => false,
    step: async (activity) => {
      const answer = await insist(lab, async () => {
        try {
          return await activity();
        } catch (error) {
          if (boundariesLeft <= 0) throw new Aborted();
          throw error;
        }
      });
      if (boundariesLeft <= 0) throw new Aborted();
      return answer;
    },
  };
  try {
    await driveRun(lab, driving);
  } catch (error) {
    if (!(error instanceof Aborted) && !(error instanceof Crash)) throw error;
  }
  lab.fate.decide = noMishap;
}

const ends: readonly DeviceState[] = ['co-managed', 'refused', 'skipped', 'rolled-back'];

/** What the ledger says of a device is what the tenant shows. */
function expectTruthful(lab: Laboratory, row: DeviceRow, trail: string): void {
  const { autopilotIdentities, machines, devices } = lab.emulator.simulation;
  const about = `${row.serialNumber} is ${row.state} (${row.code ?? ''}); ${trail}`;
  if (!ends.includes(row.state)) {
    expect([row.state, row.code !== undefined], about).toEqual(['needs-attention', true]);
  }
  const machine = machines.find(row.serialNumber);
  const identity = autopilotIdentities.findByMachine(row.serialNumber);
  if (row.state === 'rolled-back') {
    expect(machine?.wipeCount, about).toBe(0);
    const wasRegistered = row.serialNumber === serialAt(fleet.indexOf('registered'));
    expect(identity?.groupTag, about).toBe(wasRegistered ? 'OLD' : undefined);
  }
  // Whatever was not deleted is as it was found.
  const stale = devices.ofMachine(row.serialNumber).filter(({ isCurrent }) => !isCurrent);
  for (const object of stale) expect(object.accountEnabled, about).toBe(true);
}

async function saidToStay(lab: Laboratory): Promise<ReadonlySet<string>> {
  const objects = await lease.ledger.listTenantObjects(lab.key);
  return new Set(objects.filter(({ undo: end }) => end !== 'undone').map(({ object }) => object));
}

function expectNoObjects(lab: Laboratory, stay: ReadonlySet<string>, trail: string): void {
  const { simulation } = lab.emulator;
  const there = {
    'device-group': simulation.groups.all().map(({ displayName }) => displayName),
    'esp-profile': simulation.enrollmentConfigurations.all().map(nameOf),
    'autopilot-profile': simulation.deploymentProfiles.all().map(nameOf),
    'comanagement-policy': simulation.enrollmentConfigurations.all().map(nameOf),
    'device-collection': simulation.site.collections.all().map(({ name }) => name),
    'application-deployment': simulation.site.assignments.all().map(() => groupTag),
  };
  const ours = {
    'device-group': spec.deviceGroup.name,
    'esp-profile': spec.espProfile.name,
    'autopilot-profile': spec.autopilotProfile.name,
    'comanagement-policy': spec.comanagementPolicy.name,
    'device-collection': spec.deviceCollection.name,
    'application-deployment': groupTag,
  };
  for (const [object, name] of Object.entries(ours)) {
    if (stay.has(object)) continue;
    expect(there[object as keyof typeof there], `${object}; ${trail}`).not.toContain(name);
  }
}

function nameOf(row: { settings: Readonly<Record<string, unknown>> }): unknown {
  return row.settings['displayName'];
}
