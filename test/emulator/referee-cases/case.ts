import { afterEach, describe, expect, it } from 'vitest';
import type { RuleId } from '../../../emulator/referee/rules.ts';
import type { WorldInput } from '../../../emulator/world.ts';
import { closeLaboratories, deviceOf, managed, openLaboratory } from '../support.ts';
import type { Answer, Laboratory } from '../support.ts';

/** A rule's two sequences: one that breaks it and no other, and the right way to the same end. */
export interface Case {
  world?: WorldInput;
  /** Where the right way is possible only in another world. */
  rightWorld?: WorldInput;
  wrong: (lab: Laboratory) => Promise<unknown>;
  right: (lab: Laboratory) => Promise<unknown>;
  /** What the same deed breaks besides; nothing else may be found. */
  also?: readonly RuleId[];
}

export type Cases = Partial<Record<RuleId, Case>>;

/** Everything found, notices included, each rule once. */
export function rulesFound(lab: Laboratory): RuleId[] {
  const { violations, notices } = lab.emulator.simulation.referee;
  return [...new Set([...violations, ...notices].map(({ rule }) => rule))].sort();
}

/** One more way to break a rule. */
export interface NamedCase extends Case {
  name: string;
  rule: RuleId;
}

export function describeNamedCases(concept: string, cases: readonly NamedCase[]): void {
  describe(`the referee sees ${concept}`, () => {
    afterEach(closeLaboratories);

    it.each(cases)('$name: $rule fires', async ({ rule, world, wrong, also = [] }) => {
      const lab = await openLaboratory(world);
      await wrong(lab);
      expect(rulesFound(lab)).toEqual([rule, ...also].sort());
    });

    it.each(cases)('$name: nothing when it is done right', async (each) => {
      const lab = await openLaboratory(each.rightWorld ?? each.world);
      await each.right(lab);
      expect(rulesFound(lab)).toEqual([]);
    });
  });
}

export function describeCases(concept: string, cases: Cases): void {
  const entries = Object.entries(cases) as [RuleId, Case][];
  describe(`the referee judges ${concept}`, () => {
    afterEach(closeLaboratories);

    it.each(entries)('%s fires', async (rule, { world, wrong, also = [] }) => {
      const lab = await openLaboratory(world);
      await wrong(lab);
      expect(rulesFound(lab)).toEqual([rule, ...also].sort());
    });

    it.each(entries)('%s does not fire when it is done right', async (_rule, each) => {
      const lab = await openLaboratory(each.rightWorld ?? each.world);
      await each.right(lab);
      expect(rulesFound(lab)).toEqual([]);
    });
  });
}

export const DAY = 24 * 60;

/** Fails when the vendor refuses: a case that never happened proves nothing. */
export async function done(answer: Promise<Answer>): Promise<Answer> {
  const { status, body, headers } = await answer;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return { status, body, headers };
}

export function list(lab: Laboratory, serialNumbers: string[], ...actions: string[]) {
  const asked = actions.length === 0 ? {} : { actions };
  return done(lab.admin('POST', 'lists', { serialNumbers, ...asked }));
}

export function disable(lab: Laboratory, id: string) {
  return done(lab.graph('PATCH', `/v1.0/devices/${id}`, { body: { accountEnabled: false } }));
}

export function remove(lab: Laboratory, id: string) {
  return done(lab.graph('DELETE', `/v1.0/devices/${id}`));
}

/** The right way to be rid of an object. */
export async function cleanUp(lab: Laboratory, id: string) {
  await disable(lab, id);
  lab.advance(30 * DAY);
  await remove(lab, id);
}

export function recordOf(lab: Laboratory, machineId: string) {
  const found = lab.emulator.simulation.managedDevices.findByMachine(machineId);
  if (found === undefined) throw new Error(`No Intune record of ${machineId}.`);
  return found;
}

export function wipe(lab: Laboratory, machineId: string, body: object = {}) {
  const { id } = recordOf(lab, machineId);
  return done(lab.graph('POST', `/v1.0${managed}/${id}/wipe`, { body }));
}

export function retire(lab: Laboratory, id: string) {
  return done(lab.graph('POST', `/v1.0${managed}/${id}/retire`));
}

export function identityOf(lab: Laboratory, machineId: string) {
  const found = lab.emulator.simulation.autopilotIdentities.findByMachine(machineId);
  if (found === undefined) throw new Error(`No Autopilot identity of ${machineId}.`);
  return found;
}

/** An assigned group of the caller's own. */
export async function addGroup(lab: Laboratory, name = 'mine'): Promise<string> {
  const answer = await done(
    lab.graph('POST', '/v1.0/groups', {
      body: {
        displayName: name,
        mailNickname: name,
        mailEnabled: false,
        securityEnabled: true,
      },
    }),
  );
  return answer.body.id;
}

export function deviceReference(lab: Laboratory, machineId: string): string {
  return `${lab.emulator.url}/v1.0/directoryObjects/${deviceOf(lab, machineId).id}`;
}

export function addMember(lab: Laboratory, groupId: string, machineId: string) {
  return postReference(lab, `/v1.0/groups/${groupId}/members/$ref`, machineId);
}

export function postReference(lab: Laboratory, path: string, machineId: string) {
  return done(lab.graph('POST', path, { body: { '@odata.id': deviceReference(lab, machineId) } }));
}
