import { expect } from 'vitest';
import { z } from 'zod';
import type { PlayedRun } from '../../../scripts/demo/play-run.ts';
import { expectEnds, objectsOf, serialsOf } from './expectations.ts';
import { adminOf } from './play.ts';
import type { SmallFleet } from './small-fleet.ts';
import type { Bench } from './use-stack.ts';
import { untilFound } from './wait.ts';

/** A profile takes six wall seconds to reach a device, and so does a parcel: time to abort before either arrives. */
export const slowProfile = { profileAssignmentMinutes: 60, shippingMinutes: 60 };

/** What an aborted run may leave of its own objects when no device needs them. */
const nothing = {
  group: 0,
  espProfile: 0,
  comanagementPolicy: 0,
  autopilotProfile: 0,
  collection: 0,
  deployments: 0,
};

export interface Moment {
  /** How many duplicates must be disabled. */
  readonly duplicates: number;
  readonly isTime: (states: Partial<Record<string, number>>) => boolean;
}

export async function abortWhen(
  bench: Bench,
  { duplicates, isTime }: Moment,
  { run, signal }: { run: string; signal: AbortSignal },
): Promise<void> {
  const { eyes } = bench;
  const isNow = async (): Promise<true | undefined> => {
    const disabled = (await eyes.journal(run, 'duplicate/disable')).filter(
      ({ outcome }) => outcome === 'done',
    );
    return disabled.length === duplicates && isTime(await eyes.states(run)) ? true : undefined;
  };
  await untilFound('the moment to abort', isNow, signal);
  await (await adminOf(bench)).tell(run, 'abort', 'The wrong list.');
}

const reportSchema = z.object({
  outcome: z.string(),
  duplicates: z.object({ disabled: z.number(), deleted: z.number(), enabledAgain: z.number() }),
  tenantObjects: z.array(z.object({ object: z.string(), undo: z.string().optional() })),
});

export function reportOf({ report }: PlayedRun): z.output<typeof reportSchema> {
  return reportSchema.parse(report);
}

/** Undone, or why not, of the objects that the run made. */
export function undoOf(played: PlayedRun): ReadonlySet<string> {
  return new Set(reportOf(played).tenantObjects.map(({ undo }) => undo ?? 'untouched'));
}

export function endAs(end: string, serials: readonly string[]): Record<string, string> {
  return Object.fromEntries(serials.map((serial) => [serial, end]));
}

export async function disabledObjects({ laboratory }: Bench): Promise<readonly string[]> {
  const { entraDevices } = await laboratory.truth();
  return entraDevices.filter(({ accountEnabled }) => !accountEnabled).map(({ id }) => id);
}

/** No device was delivered: the tenant is as it was, and every device has left the run. */
export async function expectNothingLeft(
  bench: Bench,
  fleet: SmallFleet,
  played: PlayedRun,
): Promise<void> {
  const { fresh, reused, registered } = fleet.serials;
  expect(played.run.outcome).toBe('aborted');
  expectEnds(fleet, played, endAs('rolled-back', [...fresh, ...reused, ...registered]));
  const truth = await bench.laboratory.truth();
  expect(objectsOf(fleet, truth)).toEqual(nothing);
  expect(undoOf(played)).toEqual(new Set(['undone']));
  const { duplicates } = reportOf(played);
  expect(duplicates).toMatchObject({ deleted: 0, enabledAgain: duplicates.disabled });
  const undos = (await bench.eyes.journal(played.run.runId)).filter(({ step }) =>
    step.startsWith('undo/'),
  );
  expect(undos.filter(({ state }) => state !== 'answered')).toEqual([]);
  const ours = serialsOf(fleet);
  const left = truth.autopilotIdentities.filter(({ serialNumber }) => ours.has(serialNumber));
  // Another project had registered it: it has its own tag back.
  expect(left.map(({ serialNumber, groupTag }) => [serialNumber, groupTag])).toEqual(
    registered.map((serial) => [serial, 'MWD']),
  );
  expect(bench.exits).toEqual([]);
}
