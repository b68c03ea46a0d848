import type { GraphFamily } from './errors.ts';
import { contextOf } from './metadata/context.ts';
import { isOnlyWhenSelected } from './metadata/only-when-selected.ts';
import type { Operation, ResponseShape } from './metadata/operations.ts';
import {
  findEnum,
  findType,
  isIn,
  nameOfAnnotation,
  nearestIn,
  readParameter,
  typeOf,
} from './metadata/types.ts';
import type { EnumRow, GraphType, Property } from './metadata/types.ts';
import { unsetValue } from './metadata/unset.ts';
import type { GraphRequest, GraphResponse, GraphVersion } from './route.ts';

type Row = Record<string, unknown>;

interface Reading {
  version: GraphVersion;
  family: GraphFamily;
  /** Lower-case names of `$select`; they count for the entity itself, not for what it holds. */
  selected: ReadonlySet<string> | undefined;
  plans: Map<string, Plan>;
}

/** Of everything that is read without `$select`. */
const plansOfAll = new Map<string, Plan>();

function unselected(reading: Reading): Reading {
  return { ...reading, selected: undefined, plans: plansOfAll };
}

/**
 * Gives every entity of an answer exactly the properties that its type has in this version. A
 * route says what is set; what it leaves out is unset, and what the version lacks goes.
 */
export function completeAnswer(
  answer: GraphResponse,
  given: { request: GraphRequest; operation: Operation; family: GraphFamily },
): GraphResponse {
  const { response } = given.operation;
  const { body } = answer;
  if (response === null || answer.status >= 300 || !isRow(body)) return answer;
  const selected = selectionOf(answer.selected ?? given.request.query['$select']);
  const reading = {
    version: given.request.version,
    family: given.family,
    selected,
    plans: selected === undefined ? plansOfAll : new Map<string, Plan>(),
  };
  const complete = completeBody(body, response, reading);
  const context = contextOf(given.operation, given.request);
  if (context === undefined) return { ...answer, body: complete };
  return { ...answer, body: { ...complete, '@odata.context': context } };
}

function completeBody(body: Row, response: ResponseShape, reading: Reading): Row {
  if ('text' in response) return body;
  if ('type' in response) return completeRow(body, typeOf(response.type), reading);
  if ('collectionOf' in response) {
    const type = typeOf(response.collectionOf);
    const rows = Array.isArray(body['value']) ? (body['value'] as Row[]) : [];
    return { ...body, value: rows.map((row) => completeRow(row, type, reading)) };
  }
  const entries = Object.entries(body).map(([name, value]) => {
    const spec = response.parameters[name];
    return [
      name,
      spec === undefined ? value : completeValue(value, readParameter(name, spec), reading),
    ];
  });
  return Object.fromEntries(entries) as Row;
}

function completeRow(row: Row, declared: GraphType, reading: Reading): Row {
  // What a delta tells of a deletion is no entity any more.
  if ('@removed' in row) return row;
  const annotated = findType(nameOfAnnotation(row['@odata.type']) ?? '') ?? declared;
  const type = nearestIn(reading.version, annotated);
  const { template, slots } = planOf(type, reading);
  const complete: Row = {
    ...annotationsOf(row, type !== annotated ? type : undefined),
    ...template,
  };
  const inside = reading.selected === undefined ? reading : unselected(reading);
  for (const name of Object.keys(row)) {
    const slot = slots.get(name);
    if (slot !== undefined) {
      const value = row[name];
      complete[name] = slot.isPlain ? value : completeValue(value, slot.property, inside);
    } else if (!name.startsWith('@') && !annotated.properties.has(name)) {
      // Nothing Microsoft knows: it stays, so that a test finds it.
      complete[name] = row[name];
    }
  }
  return complete;
}

/** Version 1.0 shows an object of a beta-only type as one of its base. */
function annotationsOf(row: Row, shownAs: GraphType | undefined): Row {
  const annotations: Row = {};
  for (const name of Object.keys(row)) if (name.startsWith('@')) annotations[name] = row[name];
  if (shownAs !== undefined) annotations['@odata.type'] = `#microsoft.graph.${shownAs.name}`;
  return annotations;
}

/** What is the same for each of thousands of rows. */
interface Plan {
  /** Everything that is shown, unset. */
  template: Row;
  slots: ReadonlyMap<string, Slot>;
}

interface Slot {
  property: Property;
  /** There is nothing inside to complete. */
  isPlain: boolean;
}

function planOf(type: GraphType, reading: Reading): Plan {
  const { version, family, plans } = reading;
  const key = `${type.name} ${version} ${family}`;
  let plan = plans.get(key);
  if (plan === undefined) {
    const known = [...type.properties.values()].filter((each) => isIn(version, each));
    const shown = known.filter((each) => each.isNavigation || isShown(each, type, reading));
    const unset = shown
      .filter((each) => !each.isNavigation)
      .map((each) => [each.name, unsetValue(each, type.name, family)]);
    plan = {
      template: Object.fromEntries(unset) as Row,
      slots: new Map(shown.map((each) => [each.name, slotOf(each, version)])),
    };
    plans.set(key, plan);
  }
  return plan;
}

function slotOf(property: Property, version: GraphVersion): Slot {
  const hasFewerMembers = version !== 'beta' && findEnum(property.type)?.betaMembers !== undefined;
  return { property, isPlain: findType(property.type) === undefined && !hasFewerMembers };
}

function isShown({ name }: Property, type: GraphType, { selected, version }: Reading): boolean {
  if (type.kind === 'complex') return true;
  if (selected === undefined) return !isOnlyWhenSelected(type.name, name, version);
  return name === 'id' || selected.has(name.toLowerCase());
}

function completeValue(value: unknown, property: Property, reading: Reading): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => completeItem(item, property, reading));
  return completeItem(value, property, reading);
}

function completeItem(item: unknown, { type }: Property, reading: Reading): unknown {
  const known = findType(type);
  if (known !== undefined) return isRow(item) ? completeRow(item, known, reading) : item;
  const enumeration = findEnum(type);
  return enumeration === undefined ? item : knownMember(item, enumeration, reading.version);
}

/** Version 1.0 knows fewer members of some; the others show as its word for the future. */
function knownMember(item: unknown, { members, betaMembers }: EnumRow, version: GraphVersion) {
  if (version === 'beta' || betaMembers?.includes(String(item)) !== true) return item;
  return members.includes('unknownFutureValue') && !betaMembers.includes('unknownFutureValue')
    ? 'unknownFutureValue'
    : 'unknown';
}

function selectionOf(text: string | undefined): ReadonlySet<string> | undefined {
  if (text === undefined || text.trim() === '*') return undefined;
  return new Set(text.split(',').map((name) => name.trim().toLowerCase()));
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
