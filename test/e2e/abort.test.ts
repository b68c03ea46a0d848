import { describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../../scripts/stack/stack.ts';
import {
  abortWhen,
  disabledObjects,
  endAs,
  expectNothingLeft,
  reportOf,
  slowProfile,
  undoOf,
} from '../support/e2e/abort.ts';
import { expectEnds, objectsOf } from '../support/e2e/expectations.ts';
import { adminOf, playWith } from '../support/e2e/play.ts';
import { useBench, vendorRate } from '../support/e2e/use-stack.ts';
import { withStack } from '../support/stack.ts';

const duplicates = 2;
const fleets = [
  // Each reused one waits for its duplicate, so none of them is registered when the run is aborted; and the one that
  // was registered before came from another project's group.
  { name: 'GAMMA', reused: 2, duplicates, registered: 1, grace: 'PT24H' },
  { name: 'DELTA', reused: 3, duplicates, grace: 'PT24H' },
];
const bench = useBench({ name: 'abort', fleets, timings: slowProfile });

describe('an aborted run', () => {
  it('leaves nothing behind while no device was delivered', async () => {
    const here = bench();
    const fleet = here.fleet('GAMMA');
    const disabledBefore = await disabledObjects(here);
    const waiting = fleet.serials.fresh.length + fleet.serials.registered.length;

    const { played } = await playWith(here, {
      fleet,
      scene: (run, signal) =>
        abortWhen(
          here,
          { duplicates, isTime: (states) => states['grouped'] === waiting },
          { run, signal },
        ),
    });

    await expectNothingLeft(here, fleet, played);
    expect(await disabledObjects(here)).toEqual(disabledBefore);
    expect(reportOf(played)).toMatchObject({
      outcome: 'aborted',
      duplicates: { disabled: duplicates, deleted: 0, enabledAgain: duplicates },
    });
  });

  it('keeps what delivered devices need, takes back the rest, and says so', async () => {
    const here = bench();
    const fleet = here.fleet('DELTA');
    const onTheirWay = fleet.serials.fresh.length + fleet.serials.registered.length;

    const { played } = await playWith(here, {
      fleet,
      scene: (run, signal) =>
        abortWhen(
          here,
          { duplicates, isTime: (states) => states['delivered'] === onTheirWay },
          { run, signal },
        ),
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
    const objects = Object.values(objectsOf(fleet, await here.laboratory.truth()));
    expect(new Set(objects)).toEqual(new Set([1]));
    expect(undoOf(played)).toEqual(new Set(['cannot-undo']));
    expect(here.exits).toEqual([]);
  });
});

describe('a second stack', () => {
  const servers = ['postgres', 'temporal', 'emulator', 'api'] as const;
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
      const runs = await (await adminOf({ stack: second })).listRuns();
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
