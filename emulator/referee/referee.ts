import type { Simulation } from '../simulation.ts';
import { judgeDestruction } from './destruction-rules.ts';
import { judgeLimits } from './limit-rules.ts';
import { judgePolicies } from './policy-rules.ts';
import type { Violation, ViolationKind } from './violation.ts';

export type Report = (kind: ViolationKind, subject: string, evidence: object) => void;

/**
 * Watches the world, not the code that acts on it, and writes down what must never happen. It
 * knows of the outside only what people announce: the lists, and the key exports.
 */
export class Referee {
  readonly #violations: Violation[] = [];
  /** Upper-case serial numbers, with how often a list has named each. */
  readonly #announcements = new Map<string, number>();
  readonly #exportedKeyIds = new Set<string>();

  constructor(simulation: Simulation) {
    const report: Report = (kind, subject, evidence) => {
      const at = simulation.clock.nowIso();
      this.#violations.push({ kind, subject, evidence: { ...evidence }, at });
    };
    judgeDestruction(simulation, this, report);
    judgePolicies(simulation, report);
    judgeLimits(simulation, report);
  }

  get violations(): readonly Violation[] {
    return this.#violations;
  }

  announceList(serialNumbers: readonly string[]): void {
    for (const serialNumber of new Set(serialNumbers.map((text) => text.toUpperCase()))) {
      this.#announcements.set(serialNumber, this.announcementsOf(serialNumber) + 1);
    }
  }

  announcementsOf(serialNumber: string): number {
    return this.#announcements.get(serialNumber.toUpperCase()) ?? 0;
  }

  announceKeyExport(keyIds: readonly string[]): void {
    for (const id of keyIds) this.#exportedKeyIds.add(id);
  }

  isKeyExported(keyId: string): boolean {
    return this.#exportedKeyIds.has(keyId);
  }
}
