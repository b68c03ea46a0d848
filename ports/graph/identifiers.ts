import { GraphError } from './errors.ts';
import type { OperationName } from './operations.ts';

/**
 * An identifier as a path segment. Vendor ids are GUIDs, some with a suffix (`{guid}_Kind`): an
 * empty one or one with dots and slashes would address something else than the caller meant.
 */
export function idSegment(operation: OperationName, id: string): string {
  if (/^[0-9A-Za-z][0-9A-Za-z_-]*$/.test(id)) return id;
  throw new GraphError({
    kind: 'refused',
    status: 0,
    code: 'InvalidIdentifier',
    requestId: 'not sent',
    operation,
  });
}

/** A string literal of `$filter` and of alternate keys; quotes are doubled, not escaped. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
