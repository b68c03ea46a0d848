import { expect } from 'vitest';
import { failures } from '../../domain/failures.ts';
import { indexInventory } from '../../domain/inventory-index.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import { makePlan } from '../../domain/plan.ts';
import { aPlanRequest } from './inventories.ts';
import { trapWorld } from './world-traps.ts';
import { bystanderIds, proposalOf, rightProposal } from './world-truth.ts';
import { playWorld, type PlayedWorld } from './worlds.ts';

/** Plans one world from what its stores show, compares with what it knows of itself, and carries the proposals out. */
export async function judgeWorld(seed: number): Promise<readonly string[]> {
  const world = trapWorld(seed);
  const played = playWorld(world);
  const { simulation, requests } = played;
  const index = indexInventory(await played.readInventory());
  const { items } = makePlan(aPlanRequest({ devices: requests }), index);
  expect(items.length).toBe(requests.length);
  const right = items.map((item) => rightProposal(simulation, machineOf(item)));
  const proposed = items.map((item, at) => proposalOf(item, right[at]?.kind ?? ''));
  expect(proposed.map(forRefused)).toEqual(right);
  for (const item of items) saysWhy(item);
  const untouchable = bystanderIds(simulation);
  const named = items.flatMap((item) => Object.values(proposalOf(item, '').target));
  const touched = items.flatMap((item) => item.duplicates.map((each) => each.entraObjectId));
  expect([...named, ...touched].filter((id) => untouchable.has(id))).toEqual([]);
  expect(new Set(touched).size).toBe(touched.length);
  await carryOut(played, items);
  return right.map(({ kind, track }) => `${kind}: ${track}`);
}

function machineOf({ deviceKey }: PlanItem): string {
  return deviceKey.slice('key-'.length);
}

/** Whatever was found of a refused device, nothing of it is acted upon. */
function forRefused(proposal: ReturnType<typeof proposalOf>) {
  return proposal.track === 'refused' ? { ...proposal, target: {} } : proposal;
}

function saysWhy({ track, refusal, conflicts = [], duplicates }: PlanItem): void {
  expect(refusal !== undefined).toBe(track === 'refused');
  if (refusal === undefined) return;
  expect(failures[refusal].text).toMatch(/\.$/);
  expect(conflicts.length > 0).toBe(refusal === 'AmbiguousIdentity');
  expect(duplicates).toEqual([]);
}

const hour = 3_600;

/** Disable, rest, delete, as the guard would; and the wipes. The referee of the emulator watches. */
async function carryOut(played: PlayedWorld, items: readonly PlanItem[]): Promise<void> {
  const { simulation, requests } = played;
  simulation.referee.announceList(requests.map(({ serialNumber }) => serialNumber));
  const objects = items.flatMap((item) => item.duplicates.map((each) => each.entraObjectId));
  for (const objectId of objects) await played.setEntraDeviceEnabled(objectId, false);
  simulation.clock.advance(hour);
  for (const objectId of objects) await played.deleteEntraDevice(objectId);
  for (const { track, target } of items) {
    if (track === 'reset') await played.wipeManagedDevice(target.managedDeviceId ?? '');
  }
  simulation.clock.advance(hour);
  expect(simulation.referee.violations).toEqual([]);
}
