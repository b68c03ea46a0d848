import type { PlainRow } from '../http/odata-match.ts';
import type { ClassOperation } from '../world/site.ts';
import { Bounds } from './bounds.ts';
import type { CallerView } from './callers/caller-view.ts';
import type { Column, EdmType } from './columns.ts';

export interface MethodParameter {
  type: EdmType;
  isOptional?: true;
}

/** Out-parameters by name; `ReturnValue` 0 is added. */
export interface SiteMethod<Target> {
  parameters?: Readonly<Record<string, MethodParameter>>;
  /** The right it takes; default `execute`. */
  right?: ClassOperation;
  run: (target: Target, body: PlainRow, view: CallerView) => PlainRow;
}

export interface StaticMethod {
  parameters?: Readonly<Record<string, MethodParameter>>;
  right?: ClassOperation;
  run: (body: PlainRow, view: CallerView) => PlainRow;
}

/** One WMI class as it is written down, over entities of the site's own tables. */
export interface ClassDefinition<Entity> {
  name: string;
  /** Key properties; composite keys are joined with `;` in the etag. */
  key: readonly string[];
  superclass?: string;
  columns: Readonly<Record<string, Column<Entity>>>;
  /** The property that the list ascends by already. */
  orderedBy?: string;
  /** What the caller's scope lets through; the bounds allow to leave out what cannot pass. */
  list: (view: CallerView, bounds: Bounds) => Iterable<Entity>;
  /** Faster than looking through the list, by the key's values as text. */
  find?: (key: readonly string[], view: CallerView) => Entity | undefined;
  create?: (body: PlainRow, view: CallerView) => Entity;
  update?: (entity: Entity, body: PlainRow, view: CallerView) => void;
  remove?: (entity: Entity, view: CallerView) => void;
  methods?: Readonly<Record<string, SiteMethod<Entity>>>;
  statics?: Readonly<Record<string, StaticMethod>>;
}

/** A row whose properties are read when somebody asks for them. */
export type SiteRow = PlainRow;

/** A class without the type of its entities, for what treats all classes alike. */
export interface SiteClass {
  name: string;
  key: readonly string[];
  superclass: string;
  columns: ReadonlyMap<string, { type: EdmType; isLazy: boolean }>;
  orderedBy: string | undefined;
  list: (view: CallerView, bounds?: Bounds) => Iterable<SiteRow>;
  find: (key: readonly string[], view: CallerView) => SiteRow | undefined;
  create: ((body: PlainRow, view: CallerView) => SiteRow) | undefined;
  update: ((row: SiteRow, body: PlainRow, view: CallerView) => void) | undefined;
  remove: ((row: SiteRow, view: CallerView) => void) | undefined;
  methods: ReadonlyMap<string, SiteMethod<SiteRow>>;
  statics: ReadonlyMap<string, StaticMethod>;
}

const ENTITY = Symbol('entity');
const VIEW = Symbol('view');

export function defineClass<Entity extends object>(definition: ClassDefinition<Entity>): SiteClass {
  const { name, key, columns, create, update, remove, methods = {}, statics = {} } = definition;
  const prototype = rowPrototype(columns);
  const toRow = (entity: Entity, view: CallerView): SiteRow => {
    const row = Object.create(prototype) as Record<symbol, unknown>;
    row[ENTITY] = entity;
    row[VIEW] = view;
    return row;
  };
  const toEntity = (row: SiteRow): Entity => (row as Record<symbol, unknown>)[ENTITY] as Entity;
  function* list(view: CallerView, bounds: Bounds = Bounds.none): Iterable<SiteRow> {
    for (const entity of definition.list(view, bounds)) yield toRow(entity, view);
  }
  const keyOf = (row: SiteRow) => key.map((each) => String(row[each]).toLowerCase()).join(';');
  return {
    name,
    key,
    superclass: definition.superclass ?? 'SMS_BaseClass',
    columns: new Map(
      Object.entries(columns).map(([each, { type, isLazy = false }]) => [each, { type, isLazy }]),
    ),
    orderedBy: definition.orderedBy,
    list,
    find: (values, view) => {
      if (definition.find !== undefined) {
        const entity = definition.find(values, view);
        return entity && toRow(entity, view);
      }
      const wanted = values.join(';').toLowerCase();
      return [...list(view)].find((row) => keyOf(row) === wanted);
    },
    create: create && ((body, view) => toRow(create(body, view), view)),
    update:
      update &&
      ((row, body, view) => {
        update(toEntity(row), body, view);
      }),
    remove:
      remove &&
      ((row, view) => {
        remove(toEntity(row), view);
      }),
    methods: new Map(
      Object.entries(methods).map(([each, method]) => [
        each,
        { ...method, run: (row, body, view) => method.run(toEntity(row), body, view) },
      ]),
    ),
    statics: new Map(Object.entries(statics)),
  };
}

/** A large site has more rows than anybody reads: a getter for each column, and no copies. */
function rowPrototype<Entity>(columns: Readonly<Record<string, Column<Entity>>>): object {
  const prototype = {};
  for (const [name, column] of Object.entries(columns)) {
    Object.defineProperty(prototype, name, {
      enumerable: true,
      get(this: Record<symbol, unknown>) {
        return column.read(this[ENTITY] as Entity, this[VIEW] as CallerView);
      },
    });
  }
  return prototype;
}
