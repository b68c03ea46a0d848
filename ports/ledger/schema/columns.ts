import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { check, customType, type CheckBuilder } from 'drizzle-orm/pg-core';

/**
 * Names and keys sort by byte, whatever the locale of the cluster, so that a page of the database
 * ends where the same list sorted in JavaScript would end.
 */
export const keyText = customType<{ data: string; driverData: string }>({
  dataType: () => 'text COLLATE "C"',
});

/** An instant of our own clock: stored as `timestamptz`, read as the text `toISOString` writes. */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: (text) => new Date(text).toISOString(),
});

/**
 * An instant that somebody else wrote. It stays text: it is compared with what the vendor says
 * later or lies under a signature, and `…:00Z` must not come back as `…:00.000Z`.
 */
export const foreignInstant = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
});

/**
 * JSON that is stored and read whole, never looked into. `json` keeps what `jsonb` refuses (NUL
 * characters); Drizzle's own type would parse a JSON string a second time.
 */
export const jsonDocument = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'json',
  toDriver: (value) => JSON.stringify(value),
});

/** The same, but PostgreSQL can look into it and merge it. */
export const jsonObject = customType<{ data: object; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: (value) => JSON.stringify(value),
});

export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
});

/** CHECK that a column holds one of these words: the enumeration of the domain, word by word. */
export function checkOneOf(
  constraint: string,
  column: SQLWrapper,
  words: readonly string[],
): CheckBuilder {
  return check(constraint, sql`${column} in (${literals(words)})`);
}

/** Words of our own source, written into a definition, where PostgreSQL takes no parameters. */
export function literals(words: readonly string[]): SQL {
  return sql.raw(words.map((word) => `'${word}'`).join(', '));
}
