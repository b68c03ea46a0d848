import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../scripts/stack/stack.ts';
import { expectEnds, objectsOf, serialsOf } from '../support/e2e/expectations.ts';
import { adminOf, playWith, type Scene } from '../support/e2e/play.ts';
import type { SmallFleet } from '../support/e2e/small-fleet.ts';
import { useBench, vendorRate, type Bench } from '../support/e2e/use-stack.ts';
import { untilFound } from '../support/e2e/wait.ts';
import { withStack } from '../support/stack.ts';

// A profile takes six wall seconds to reach a device here, and so does a parcel: the run can be aborted while its
// devices are registered but not delivered, and again while they are on their way.

const duplicates = 2;
const fleets = [
  // Each reused one waits for its duplicate, so none of them is registered when the run is aborted; and the one that
  // was registered before came from another project's group.
  { name: 'GAMMA', reused: 2, duplicates, registered: 1, grace: 'PT24H' },
  { name: 'DELTA', reused: 3, duplicates, grace: 'PT24H' },
];
const timings = { profileAssignmentMinutes: 60, shippingMinutes: 60 };
const bench = useBench({ name: 'abort', fleets, timings });

const nothing = {
  group: 0,
  espProfile: 0,
  comanagementPolicy: 0,
  autopilotProfile: 0,
  collection: 0,
  deployments: 0,
};

const servers = ['postgres', 'temporal', 'emulator', 'api'] as const;

/** Aborts as soon as the states of the devices are as wished and the duplicates are disabled. */
function abortWhen(
  here: Bench,
  isTime: (states: Partial<Record<string, number>>) => boolean,
): Scene<void> {
  return async (run, signal) => {
    const isDisabled = async (): Promise<boolean> => {
      const entries = await here.eyes.journal(run, 'duplicate/disable');
      return entries.filter(({ outcome }) => outcome === 'done').length === duplicates;
    };
    await untilFound(
      'the moment to abort',
      async () => (isTime(await here.eyes.states(run)) && (await isDisabled()) ? 'now' : undefined),
      signal,
    );
    await (await adminOf(here)).tell(run, 'abort', 'The wrong list.');
  };
}

const reportSchema = z.object({
  outcome: z.string(),
  duplicates: z.object({ disabled: z.number(), deleted: z.number(), enabledAgain: z.number() }),
  tenantObjects: z.array(z.object({ object: z.string(), undo: z.string().optional() })),
});

/** Undone, or why not, of each object the run made. */
function undoOf(report: unknown): readonly string[] {
  return reportSchema.parse(report).tenantObjects.map(({ undo }) => undo ?? 'untouched');
}

function endAs(end: string, serials: readonly string[]): Record<string, string> {
  return Object.fromEntries(serials.map((serial) => [serial, end]));
}

async function registeredSerials(here: Bench, fleet: SmallFleet): Promise<Record<string, string>> {
  const { autopilotIdentities } = await here.laboratory.truth();
  const ours = serialsOf(fleet);
  return Object.fromEntries(
    autopilotIdentities
      .filter(({ serialNumber }) => ours.has(serialNumber))
      .map(({ serialNumber, groupTag }) => [serialNumber, groupTag]),
  );
}

async function disabledObjects(here: Bench): Promise<readonly string[]> {
  const { entraDevices } = await here.laboratory.truth();
  return entraDevices
    .filter(({ accountEnabled }) => !accountEnabled)
    .map(({ displayName }) => displayName);
}

describe('an aborted run', () => {
  it('leaves nothing behind while no device was delivered', async () => {
    const here = bench();
    const fleet = here.fleet('GAMMA');
    const disabledBefore = await disabledObjects(here);
    const waiting = fleet.serials.fresh.length + fleet.serials.registered.length;

    const { played } = await playWith(here, {
      fleet,
      scene: abortWhen(here, (states) => states['grouped'] === waiting),
    });

    expect(played.run.outcome).toBe('aborted');
    const { fresh, reused, registered } = fleet.serials;
    expectEnds(fleet, played, endAs('rolled-back', [...fresh, ...reused, ...registered]));
    expect(objectsOf(fleet, await here.laboratory.truth())).toEqual(nothing);
    expect(await disabledObjects(here)).toEqual(disabledBefore);
    expect(reportSchema.parse(played.report)).toMatchObject({
      outcome: 'aborted',
      duplicates: { disabled: duplicates, deleted: 0, enabledAgain: duplicates },
    });
    expect(new Set(undoOf(played.report))).toEqual(new Set(['undone']));
    expect(await registeredSerials(here, fleet)).toEqual({ [registered[0] ?? '']: 'MWD' });
    expect(here.exits).toEqual([]);
  });

  it('keeps what delivered devices need, takes back the rest, and says so', async () => {
    const here = bench();
    const fleet = here.fleet('DELTA');
    const onTheirWay = fleet.serials.fresh.length + fleet.serials.registered.length;

    const { played } = await playWith(here, {
      fleet,
      scene: abortWhen(here, (states) => states['delivered'] === onTheirWay),
    });

    expect(played.run.outcome).toBe('aborted');
    const { fresh, reused, registered } = fleet.serials;
    // The vendor keeps the registration of a device that is enrolled: only people can end it.
    const [registeredReused, ...waitingReused] = reused.toReversed();
    expectEnds(fleet, played, {
      // On their way to their users: they finish without the run, and a person has to see to it.
      ...endAs('needs-attention(LeftByAbort)', [...fresh, ...registered]),
      ...endAs('rolled-back', waitingReused),
      ...endAs('needs-attention(UndoIncomplete)', [registeredReused ?? '']),
    });
    expect(Object.values(objectsOf(fleet, await here.laboratory.truth()))).toEqual(
      Object.values(nothing).map(() => 1),
    );
    expect(new Set(undoOf(played.report))).toEqual(new Set(['cannot-undo']));
    expect(here.exits).toEqual([]);
  });
});

describe('a second stack', () => {
  const addressesOf = (stack: Stack): readonly (string | undefined)[] => [
    stack.databaseUrl,
    stack.temporalAddress,
    stack.emulatorUrl,
    stack.apiUrl,
    stack.stateDir,
    ...servers.map((name) => stack.process(name).pid?.toString()),
  ];

  it('shares nothing with the first', async () => {
    const first = bench();
    const options = {
      title: 'a second stack',
      // Workers have no address of their own.
      roles: [],
      durable: false,
      rate: vendorRate,
      worldFile: first.fleet('GAMMA').files.world,
    };
    await withStack(options, async (second) => {
      const shared = new Set(addressesOf(first.stack)).intersection(new Set(addressesOf(second)));
      expect([...shared]).toEqual([]);
      const runs = await (await adminOf({ ...first, stack: second })).listRuns();
      expect(runs).toEqual([]);
    });
    expect(first.exits).toEqual([]);
  });

  it('is refused the folder of the first', async () => {
    const { stack, fleet } = bench();
    const { stateDir } = stack;
    const again = startStack({
      stateDir,
      durable: false,
      rate: vendorRate,
      worldFile: fleet('GAMMA').files.world,
    });
    await expect(again).rejects.toThrow(`a stack of process ${process.pid} uses ${stateDir}`);
  });
});
