import type { Entry, RowSource } from '../../table.ts';
import type { Activity } from './activities.ts';

export interface AuditTarget {
  id: string;
  displayName: string | null;
}

export interface AuditEntry {
  id: string;
  atMs: number;
  activity: Activity;
  /** An application of the world by its client id, or a service of Microsoft's by its name. */
  actor: { appId: string } | { service: string };
  correlationId: string;
  targets: AuditTarget[];
  /** Names of the properties that the request set. */
  changes: string[];
}

/** More than any world writes; newest first means falling sequence numbers. */
const SEQUENCE_MAX = 1e12;

/** Who did what, newest first. Nothing is ever taken out. */
export class AuditTable implements RowSource<AuditEntry> {
  readonly #entries: AuditEntry[] = [];

  add(entry: AuditEntry): void {
    this.#entries.push(entry);
  }

  all(): readonly AuditEntry[] {
    return this.#entries;
  }

  *after(sequence: number): Iterable<Entry<AuditEntry>> {
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const row = this.#entries[index];
      const own = SEQUENCE_MAX - index;
      if (row !== undefined && own > sequence) yield { sequence: own, row };
    }
  }
}
