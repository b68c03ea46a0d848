import type { GraphVersion } from '../route.ts';
import { addedEnums, addedTypes } from './added-types.ts';
import enumData from './enums.json' with { type: 'json' };
import typeData from './types.json' with { type: 'json' };

/** As the data files write a type; a property is `[beta |v1.0 ]Type[!]`, `!` meaning never null. */
export interface TypeRow {
  kind: 'entity' | 'complex';
  base?: string;
  abstract?: boolean;
  only?: 'beta';
  properties: Record<string, string>;
  navigation?: Record<string, string>;
}

export interface EnumRow {
  members: string[];
  only?: 'beta';
  betaMembers?: string[];
  /** More than one member at once, parted by commas. */
  isFlags?: boolean;
}

export interface Property {
  name: string;
  /** `Edm.String`, or the name of an enumeration or of a type. */
  type: string;
  isCollection: boolean;
  isNullable: boolean;
  isNavigation: boolean;
  only: GraphVersion | undefined;
}

export interface GraphType {
  name: string;
  kind: 'entity' | 'complex';
  base: string | undefined;
  isAbstract: boolean;
  only: GraphVersion | undefined;
  /** With those of its bases, structural ones first, in the order of the metadata. */
  properties: ReadonlyMap<string, Property>;
}

const rows = { ...(typeData.types as Record<string, TypeRow>), ...addedTypes };
const enums = { ...(enumData.enums as Record<string, EnumRow>), ...addedEnums };
const opaque = new Set(enumData.opaqueTypes);
const types = new Map(Object.keys(rows).map((name) => [name, readType(name)]));

export function findType(name: string): GraphType | undefined {
  return types.get(name);
}

export function allTypes(): GraphType[] {
  return [...types.values()];
}

export function typeOf(name: string): GraphType {
  const type = types.get(name);
  if (type === undefined) throw new Error(`No type ${name} in the metadata.`);
  return type;
}

export function findEnum(name: string): EnumRow | undefined {
  return enums[name];
}

/** A type whose inside is not pinned: whatever stands there passes. */
export function isOpaque(name: string): boolean {
  return opaque.has(name);
}

export function membersOf({ members, betaMembers = [] }: EnumRow, version: GraphVersion): string[] {
  return version === 'beta' ? members : members.filter((member) => !betaMembers.includes(member));
}

export function isIn(
  version: GraphVersion,
  { only }: { only?: GraphVersion | undefined },
): boolean {
  return only === undefined || only === version;
}

export function isKindOf(name: string, ancestor: string): boolean {
  for (let each: string | undefined = name; each !== undefined; each = types.get(each)?.base) {
    if (each === ancestor) return true;
  }
  return false;
}

/** `#microsoft.graph.device` gives `device`. */
export function nameOfAnnotation(annotation: unknown): string | undefined {
  if (typeof annotation !== 'string') return undefined;
  return /^#?microsoft\.graph\.(\w+)$/.exec(annotation)?.[1];
}

/** The type itself or its nearest ancestor that the version knows. */
export function nearestIn(version: GraphVersion, type: GraphType): GraphType {
  if (isIn(version, type) || type.base === undefined) return type;
  return nearestIn(version, typeOf(type.base));
}

function readType(name: string): GraphType {
  const lineage: TypeRow[] = [];
  for (let row = rows[name]; row !== undefined; row = rows[row.base ?? '']) lineage.unshift(row);
  const own = lineage.at(-1);
  if (own === undefined) throw new Error(`No type ${name} in the metadata.`);
  const structural = lineage.flatMap((row) => Object.entries(row.properties));
  const navigation = lineage.flatMap((row) => Object.entries(row.navigation ?? {}));
  const properties = [
    ...structural.map(([key, spec]) => readProperty(key, spec, false)),
    ...navigation.map(([key, spec]) => readProperty(key, spec, true)),
  ];
  return {
    name,
    kind: own.kind,
    base: own.base,
    isAbstract: own.abstract === true,
    only: own.only,
    properties: new Map(properties.map((property) => [property.name, property])),
  };
}

function readProperty(name: string, spec: string, isNavigation: boolean): Property {
  const found = /^(?:(beta|v1\.0) )?(?:Collection\(([\w.]+)\)|([\w.]+))(!)?$/.exec(spec);
  if (found === null) throw new Error(`Not a property: ${name}: ${spec}`);
  const [, version, item, single, never] = found;
  return {
    name,
    type: item ?? single ?? '',
    isCollection: item !== undefined,
    isNullable: never === undefined,
    isNavigation,
    only: version as GraphVersion | undefined,
  };
}

/** What an action's parameter or result is declared as. */
export function readParameter(name: string, spec: string): Property {
  return readProperty(name, spec, false);
}
