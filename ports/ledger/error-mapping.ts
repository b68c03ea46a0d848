import { findDatabaseError } from './database.ts';
import { LedgerError } from './errors.ts';

/**
 * Classes and codes after which the same call may succeed:
 * https://www.postgresql.org/docs/17/errcodes-appendix.html.
 */
const passingClasses = new Set([
  '08', // Connection exceptions.
  '25', // Left idle in a transaction; a standby that still is one.
  '40', // Serialisation, deadlock.
  '53', // Out of connections, memory or disk.
  '57', // Shut down, starting up, cancelled by a time-out.
  '58', // Errors of the system below.
]);
const lockNotAvailable = '55P03';

/** Raised by our own triggers with words of our own. */
const ruleOfTheLedger = 'GW001';

/**
 * Drizzle's error holds the parameters and PostgreSQL's holds values: serial numbers among them.
 * Neither may reach a log or a history, so nothing of them is kept but codes and names.
 */
export function toLedgerError(error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const answer = findDatabaseError(error);
  if (answer !== undefined) {
    const code = answer.code ?? 'no code';
    if (code === ruleOfTheLedger) return new LedgerError('refused', answer.message);
    const passes = passingClasses.has(code.slice(0, 2)) || code === lockNotAvailable;
    const where = answer.constraint ?? answer.table ?? answer.routine ?? 'a statement';
    return passes
      ? new LedgerError('unavailable', `PostgreSQL could not answer (${code})`)
      : new LedgerError('refused', `PostgreSQL refused ${where} (${code})`);
  }
  if (isOurBug(error))
    return new LedgerError('refused', `the ledger could not use its input (${error.name})`);
  return new LedgerError('unavailable', `PostgreSQL could not be reached (${networkCode(error)})`);
}

/** What is left is what `pg` throws for a connection: plain errors, with a system code or without. */
function isOurBug(error: unknown): error is Error {
  const root = rootCause(error);
  return root instanceof TypeError || root instanceof RangeError || root instanceof SyntaxError;
}

function networkCode(error: unknown): string {
  const root = rootCause(error);
  return root instanceof Error && 'code' in root && typeof root.code === 'string'
    ? root.code
    : 'connection lost or timed out';
}

function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

type Method = (...input: unknown[]) => Promise<unknown>;

/** The one place where what Drizzle, pg or PostgreSQL throw becomes the ledger's own error. */
export function mapErrors<T extends object>(methods: T): T {
  const wrapped = Object.entries(methods as Record<string, Method>).map(([name, method]) => [
    name,
    async (...input: unknown[]): Promise<unknown> => {
      try {
        return await method(...input);
      } catch (error) {
        throw toLedgerError(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
