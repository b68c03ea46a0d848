import type { GroupTable } from '../groups/table.ts';
import type { Lag, View } from './lag.ts';

interface Flip {
  atMs: number;
  isMember: boolean;
}

/** Who is in a group, as its readers see it: a link is replicated like an object. */
export class MembershipReplica {
  readonly #groups: GroupTable;
  readonly #lag: Lag;
  readonly #nowMs: () => number;
  /** By group, by member: changes that not every view knows yet. */
  readonly #flips = new Map<string, Map<string, Flip[]>>();
  readonly #settling: { groupId: string; memberId: string; atMs: number }[] = [];

  constructor(options: { groups: GroupTable; lag: Lag; nowMs: () => number }) {
    this.#groups = options.groups;
    this.#lag = options.lag;
    this.#nowMs = options.nowMs;
  }

  changed(groupId: string, change: { added: string[]; removed: string[] }): void {
    if (this.#lag.isNone) return;
    this.#settle();
    for (const memberId of change.added) this.#flip(groupId, memberId, true);
    for (const memberId of change.removed) this.#flip(groupId, memberId, false);
  }

  /** Object ids of the direct members. */
  of(groupId: string, view: View): ReadonlySet<string> {
    this.#settle();
    const current = this.#groups.find(groupId)?.members ?? new Set<string>();
    const flips = this.#flips.get(groupId.toLowerCase());
    if (flips === undefined) return current;
    const members = new Set(current);
    for (const [memberId, changes] of flips) {
      const untilMs = this.#nowMs() - this.#lag.of(`${groupId}/${memberId}`, view);
      const known = changes.findLast(({ atMs }) => atMs <= untilMs);
      const isMember = known?.isMember ?? changes[0]?.isMember === false;
      if (isMember) members.add(memberId);
      else members.delete(memberId);
    }
    return members;
  }

  #flip(groupId: string, memberId: string, isMember: boolean): void {
    const ofGroup = this.#flips.get(groupId) ?? new Map<string, Flip[]>();
    this.#flips.set(groupId, ofGroup);
    const atMs = this.#nowMs();
    ofGroup.set(memberId, [...(ofGroup.get(memberId) ?? []), { atMs, isMember }]);
    this.#settling.push({ groupId, memberId, atMs });
  }

  #settle(): void {
    const untilMs = this.#nowMs() - this.#lag.longestMs;
    let count = 0;
    for (; (this.#settling[count]?.atMs ?? Infinity) <= untilMs; count += 1) {
      const { groupId = '', memberId = '', atMs = 0 } = this.#settling[count] ?? {};
      const ofGroup = this.#flips.get(groupId);
      if (ofGroup?.get(memberId)?.at(-1)?.atMs === atMs) ofGroup.delete(memberId);
      if (ofGroup?.size === 0) this.#flips.delete(groupId);
    }
    if (count > 0) this.#settling.splice(0, count);
  }
}
