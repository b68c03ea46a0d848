import { expect } from 'vitest';
import { actualEnds, differences, type RowEnd } from '../../../scripts/demo/expected-ends.ts';
import type { PlayedRun } from '../../../scripts/demo/play-run.ts';
import { wipeDifference } from '../../../scripts/demo/result.ts';
import type { Truth } from './laboratory.ts';
import type { SmallFleet } from './small-fleet.ts';
import type { Bench } from './use-stack.ts';

/** Ends that a test knows to be others than usual, by serial number. */
export type OtherEnds = Readonly<Record<string, string>>;

/** Every row as expected, none lost, and no rule broken. */
export function expectEnds(fleet: SmallFleet, played: PlayedRun, others: OtherEnds = {}): void {
  const expected = withOthers(fleet.expected, others);
  expect(differences(expected, actualEnds(played.devices, played.rejected))).toEqual([]);
  expectNoneLost(fleet, played);
  expect(played.verdict).toEqual([]);
  expect(wipeDifference(played)).toBeUndefined();
}

function withOthers(expected: readonly RowEnd[], others: OtherEnds): readonly RowEnd[] {
  return expected.map((row) => ({ ...row, end: others[row.serialNumber] ?? row.end }));
}

/** Accepted and rejected rows are the rows read, and the states sum to the accepted ones. */
export function expectNoneLost(fleet: SmallFleet, { run, devices }: PlayedRun): void {
  const { rows } = run;
  expect(rows.read).toBe(fleet.expected.length);
  expect(rows.accepted + rows.rejected).toBe(rows.read);
  expect(run.devices.total).toBe(rows.accepted);
  expect(Object.values(run.devices.byState).reduce((sum, count) => sum + count, 0)).toBe(
    run.devices.total,
  );
  expect(devices).toHaveLength(run.devices.total);
}

/** Whatever was killed, lost or sent again: the world shows each effect once, and the journal is closed. */
export async function expectOnce(
  bench: Bench,
  fleet: SmallFleet,
  { run }: Pick<PlayedRun, 'run'>,
): Promise<void> {
  const truth = await bench.laboratory.truth();
  const serials = serialsOf(fleet);
  expect(objectsOf(fleet, truth)).toEqual({
    group: 1,
    espProfile: 1,
    comanagementPolicy: 1,
    autopilotProfile: 1,
    collection: 1,
    deployments: fleet.spec.applications.length,
  });
  const tooMany = truth.machines.filter(
    ({ serialNumber, wipeCount }) => serials.has(serialNumber) && wipeCount > 1,
  );
  expect(tooMany).toEqual([]);
  const identities = truth.autopilotIdentities.map(({ serialNumber }) => serialNumber);
  expect(identities.filter((serial, index) => identities.indexOf(serial) !== index)).toEqual([]);
  const open = (await bench.eyes.journal(run.runId)).filter(({ state }) => state !== 'answered');
  expect(open).toEqual([]);
}

export function serialsOf(fleet: SmallFleet): ReadonlySet<string> {
  return new Set(fleet.expected.map(({ serialNumber }) => serialNumber));
}

/** How many objects of each kind bear the run's names. */
export function objectsOf({ spec }: SmallFleet, truth: Truth): Record<string, number> {
  const count = (list: readonly { readonly displayName: string }[], name: string): number =>
    list.filter(({ displayName }) => displayName === name).length;
  const collections = truth.collections.filter(({ name }) => name === spec.deviceCollection.name);
  const ids = collections.map(({ collectionId }) => collectionId);
  return {
    group: count(truth.groups, spec.deviceGroup.name),
    espProfile: count(truth.enrollmentConfigurations, spec.espProfile.name),
    comanagementPolicy: count(truth.enrollmentConfigurations, spec.comanagementPolicy.name),
    autopilotProfile: count(truth.deploymentProfiles, spec.autopilotProfile.name),
    collection: collections.length,
    deployments: truth.applicationAssignments.filter((row) => ids.includes(row.TargetCollectionID))
      .length,
  };
}

/** How often each machine of the fleet was wiped, by serial number. */
export async function wipesOf(bench: Bench, fleet: SmallFleet): Promise<Record<string, number>> {
  const { machines } = await bench.laboratory.truth();
  const serials = serialsOf(fleet);
  return Object.fromEntries(
    machines
      .filter(({ serialNumber, bystander }) => serials.has(serialNumber) && !bystander)
      .map(({ serialNumber, wipeCount }) => [serialNumber, wipeCount]),
  );
}
