import { canonicalHash } from '../../domain/canonical-json.ts';
import type { AuditEntry } from './port.ts';

/** What stands before the first entry of a chain. */
export const auditGenesis = '0'.repeat(64);

/** The hash of an entry binds it to all before it. */
export function auditHash(entry: Omit<AuditEntry, 'hash'>, previous: string): string {
  const { sequence, at, actor, act, subject, detailHash } = entry;
  return canonicalHash({ sequence, at, actor, act, subject, detailHash, previous });
}

/** The first sequence at which the chain does not hold, if any. */
export function findAuditBreak(entries: readonly AuditEntry[]): number | undefined {
  let previous = auditGenesis;
  for (const [index, entry] of entries.entries()) {
    const isNext = entry.sequence === index + 1;
    if (!isNext || entry.hash !== auditHash(entry, previous)) return index + 1;
    previous = entry.hash;
  }
  return undefined;
}
