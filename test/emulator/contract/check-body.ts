import type { Operation } from '../../../emulator/graph/metadata/operations.ts';
import { isOnlyWhenSelected } from '../../../emulator/graph/metadata/only-when-selected.ts';
import { checkPrimitive } from '../../../emulator/graph/metadata/primitives.ts';
import {
  findEnum,
  findType,
  isIn,
  isKindOf,
  isOpaque,
  membersOf,
  nameOfAnnotation,
  readParameter,
  typeOf,
} from '../../../emulator/graph/metadata/types.ts';
import type { GraphType, Property } from '../../../emulator/graph/metadata/types.ts';
import type { GraphVersion } from '../../../emulator/graph/route.ts';

type Row = Record<string, unknown>;

export interface BodyReading {
  version: GraphVersion;
  query: URLSearchParams;
}

/** What of a body does not fit the pinned metadata, each with its place. */
export function problemsOf(body: unknown, operation: Operation, reading: BodyReading): string[] {
  const { response } = operation;
  if (response === null) return body === undefined ? [] : ['a body where there is none'];
  // `/$count`, whatever is counted.
  if (typeof body === 'string') return /^\d+$/.test(body) ? [] : [`${body} is no number`];
  if (!isRow(body)) return ['no body'];
  if ('text' in response) return ['JSON where text is due'];
  if ('parameters' in response) {
    return Object.entries(response.parameters).flatMap(([name, spec]) =>
      problemsOfValue(body[name], readParameter(name, spec), { reading, place: name }),
    );
  }
  if ('type' in response) {
    return problemsOfRow(body, typeOf(response.type), { reading, place: response.type });
  }
  const { value } = body;
  if (!Array.isArray(value)) return ['no value'];
  const annotations = Object.keys(body).filter((name) => name !== 'value');
  const strange = annotations.filter((name) => !name.startsWith('@odata.'));
  const declared = typeOf(response.collectionOf);
  return [
    ...strange.map((name) => `${name} beside value`),
    ...value.flatMap((row: Row, index) =>
      problemsOfRow(row, declared, { reading, place: `${declared.name}[${index}]` }),
    ),
  ];
}

interface At {
  reading: BodyReading;
  place: string;
  /** Inside another object `$select` says nothing. */
  isInner?: boolean;
}

function problemsOfRow(row: Row, declared: GraphType, at: At): string[] {
  if ('@removed' in row) return [];
  const { version } = at.reading;
  const annotated = row['@odata.type'];
  const type = annotated === undefined ? declared : findType(nameOfAnnotation(annotated) ?? '');
  if (type === undefined) return [`${at.place}: unknown @odata.type ${String(annotated)}`];
  const problems = [
    ...(isIn(version, type) ? [] : [`${at.place}: ${type.name} is not in ${version}`]),
    ...(isKindOf(type.name, declared.name) ? [] : [`${at.place}: not a ${declared.name}`]),
    ...(annotated === undefined && type.isAbstract ? [`${at.place}: no @odata.type`] : []),
  ];
  for (const property of type.properties.values()) {
    if (!isIn(version, property)) continue;
    const place = `${at.place}.${property.name}`;
    if (!(property.name in row)) {
      if (isDue(property, type, at)) problems.push(`${place} is missing`);
      continue;
    }
    problems.push(...problemsOfValue(row[property.name], property, { ...at, place }));
  }
  for (const name of Object.keys(row)) {
    if (name.startsWith('@odata.')) continue;
    const property = type.properties.get(name);
    if (property === undefined) problems.push(`${at.place}.${name} is unknown`);
    else if (!isIn(version, property)) problems.push(`${at.place}.${name} is not in ${version}`);
  }
  return problems;
}

function isDue({ name, isNavigation }: Property, type: GraphType, at: At): boolean {
  if (isNavigation) return false;
  const select = at.reading.query.get('$select');
  if (at.isInner === true || select === null) {
    return !isOnlyWhenSelected(type.name, name, at.reading.version);
  }
  return select.split(',').includes(name);
}

function problemsOfValue(value: unknown, property: Property, at: At): string[] {
  const inner = { ...at, isInner: true };
  if (value === null) {
    const mayBe = property.isNullable || property.isNavigation;
    return mayBe && !property.isCollection ? [] : [`${at.place} is null`];
  }
  if (!property.isCollection) return problemsOfItem(value, property, inner);
  if (!Array.isArray(value)) return [`${at.place} is no list`];
  return value.flatMap((item, index) =>
    problemsOfItem(item, property, { ...inner, place: `${at.place}[${index}]` }),
  );
}

function problemsOfItem(item: unknown, { type }: Property, at: At): string[] {
  const shown = `${at.place} = ${JSON.stringify(item)}`;
  if (type.startsWith('Edm.')) return checkPrimitive(type, item) ? [] : [`${shown} is no ${type}`];
  const enumeration = findEnum(type);
  if (enumeration !== undefined) {
    const given = enumeration.isFlags === true ? String(item).split(',') : [String(item)];
    const members = membersOf(enumeration, at.reading.version);
    return given.every((member) => members.includes(member)) ? [] : [`${shown} is no ${type}`];
  }
  if (isOpaque(type)) return [];
  return isRow(item) ? problemsOfRow(item, typeOf(type), at) : [`${shown} is no ${type}`];
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
