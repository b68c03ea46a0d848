import { JsonParseNode } from '@microsoft/kiota-serialization-json';
import { findEnum, findType, nameOfAnnotation } from '../../../emulator/graph/metadata/types.ts';

type Row = Record<string, unknown>;
type Model = Row & { additionalData?: Row };
type Factory = (node: unknown) => (model: Model) => Row;

/**
 * Not a literal: its declarations have 12 MB, and the type checker would read them all to say
 * nothing about names that are put together here.
 */
const MODELS = ['@microsoft/msgraph-beta-sdk', 'models/index.js'].join('/');
const models = (await import(MODELS)) as Record<string, unknown>;

/** Reads a JSON object with Microsoft's own model of that type, or of its sub-type. */
export function parseWithSdk(row: unknown, type: string): Model {
  const name = `create${type.charAt(0).toUpperCase()}${type.slice(1)}FromDiscriminatorValue`;
  const factory = models[name] as Factory | undefined;
  if (factory === undefined) throw new Error(`Microsoft's models have no ${name}.`);
  return new JsonParseNode(splitFlags(row as Row, type)).getObjectValue<Model>(factory as never);
}

/** Names that the model of a type reads, annotations apart. */
export function namesOfModel(type: string): ReadonlySet<string> | undefined {
  const read = models[`deserializeInto${type.charAt(0).toUpperCase()}${type.slice(1)}`];
  return read === undefined ? undefined : new Set(Object.keys((read as (model: Row) => Row)({})));
}

/**
 * Combined members travel as one text, "a,b"; Microsoft's TypeScript library reads them from a list
 * only. https://github.com/microsoft/kiota-typescript/issues/1276
 */
function splitFlags(row: Row, declared: string): Row {
  const type = findType(nameOfAnnotation(row['@odata.type']) ?? declared);
  const entries = Object.entries(row).map(([name, value]) => {
    const property = type?.properties.get(name);
    const isFlags = findEnum(property?.type ?? '')?.isFlags === true;
    return [name, isFlags && typeof value === 'string' ? value.split(',') : value];
  });
  return Object.fromEntries(entries) as Row;
}

/** What the model did not know, and what it knew but could not hold, each with its place. */
export function lossesOf(row: Row, model: Model, place: string): string[] {
  const unknown = Object.keys(model.additionalData ?? {}).filter(
    (name) => !name.includes('@odata.'),
  );
  return [
    ...unknown.map((name) => `${place}.${name} is unknown to the model`),
    ...Object.entries(row)
      .filter(([name]) => !name.includes('@') && !unknown.includes(name))
      .flatMap(([name, value]) => lossesOfValue(value, model[name], `${place}.${name}`)),
  ];
}

function lossesOfValue(value: unknown, held: unknown, place: string): string[] {
  if (value === null || held === value) return [];
  if (Array.isArray(value)) {
    if (!Array.isArray(held)) return [`${place} is no list in the model`];
    return value.flatMap((item, index) => lossesOfValue(item, held[index], `${place}[${index}]`));
  }
  if (typeof value === 'object' && typeof held === 'object' && held !== null) {
    const row = value as Row;
    const name = nameOfAnnotation(row['@odata.type']);
    return lossesOf(row, held as Model, name === undefined ? place : `${place}(${name})`);
  }
  return isSame(typeof value === 'string' ? value : JSON.stringify(value), held)
    ? []
    : [`${place} = ${JSON.stringify(value)} is lost`];
}

/** The model holds times, binaries, and combined enumeration values in forms of its own. */
function isSame(text: string, held: unknown): boolean {
  if (held instanceof Date) return held.getTime() === new Date(text).getTime();
  if (held instanceof ArrayBuffer) return Buffer.from(held).toString('base64') === text;
  if (Array.isArray(held)) return held.join(',') === text;
  return typeof held === 'string' && held.toLowerCase() === text.toLowerCase();
}
