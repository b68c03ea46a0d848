import type { CallerView } from './callers/caller-view.ts';

/**
 * How the provider's types appear as OData types, as real `$metadata` shows them: UInt32 becomes
 * Int64, SInt32 Int32, and times are UTC.
 */
export type EdmType =
  | 'Edm.Int64'
  | 'Edm.Int32'
  | 'Edm.Boolean'
  | 'Edm.String'
  | 'Edm.DateTimeOffset'
  | 'Edm.Binary'
  | 'Collection(Edm.String)'
  | 'Collection(Edm.Int64)'
  | 'Collection(Edm.Int32)'
  | `AdminService.${string}`
  | `Collection(AdminService.${string})`;

/** One property of a class: its type, and how an instance answers it. */
export interface Column<Entity> {
  type: EdmType;
  read: (entity: Entity, view: CallerView) => unknown;
  /** Filled only when the instance is read by key. */
  isLazy?: true;
}

type Read<Entity, Value> = (entity: Entity, view: CallerView) => Value;

export const uint32 = <E>(read: Read<E, number | null>): Column<E> => ({ type: 'Edm.Int64', read });
export const sint32 = <E>(read: Read<E, number | null>): Column<E> => ({ type: 'Edm.Int32', read });
export const text = <E>(read: Read<E, string | null>): Column<E> => ({ type: 'Edm.String', read });
export const flag = <E>(read: Read<E, boolean | null>): Column<E> => ({
  type: 'Edm.Boolean',
  read,
});
export const instant = <E>(read: Read<E, string | null>): Column<E> => ({
  type: 'Edm.DateTimeOffset',
  read,
});
export const texts = <E>(read: Read<E, readonly string[] | null>): Column<E> => ({
  type: 'Collection(Edm.String)',
  read,
});
export const sint32s = <E>(read: Read<E, readonly number[] | null>): Column<E> => ({
  type: 'Collection(Edm.Int32)',
  read,
});
/** Embedded objects of one class, polymorphic ones with their `@odata.type`. */
export const embedded = <E>(className: string, read: Read<E, readonly object[]>): Column<E> => ({
  type: `Collection(AdminService.${className})`,
  read,
});
export const lazy = <E>(column: Column<E>): Column<E> => ({ ...column, isLazy: true });

/** What WMI shows for a time that is not set. */
export const UNSET_TIME = '1980-01-01T00:00:00Z';

/** Whether a JSON value may stand where the type is expected; numbers must be JSON numbers. */
export function isOfType(value: unknown, type: EdmType): boolean {
  const item = /^Collection\((.*)\)$/.exec(type)?.[1];
  if (item !== undefined) {
    return Array.isArray(value) && value.every((each) => isOfType(each, item as EdmType));
  }
  switch (type) {
    case 'Edm.Int64':
    case 'Edm.Int32':
      return Number.isInteger(value);
    case 'Edm.Boolean':
      return typeof value === 'boolean';
    case 'Edm.String':
    case 'Edm.Binary':
      return value === null || typeof value === 'string';
    case 'Edm.DateTimeOffset':
      return value === null || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
    default:
      return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}
