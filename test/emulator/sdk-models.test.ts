import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allTypes, isIn, readParameter } from '../../emulator/graph/metadata/types.ts';
import { closeLaboratories } from './support.ts';
import { lossesOf, namesOfModel, parseWithSdk } from './contract/sdk-model.ts';
import { walkRoutes } from './contract/walk.ts';
import type { Exchange } from './contract/walk.ts';

type Row = Record<string, unknown>;

/** Objects in a body, with the types they are declared to have. */
type Typed = [row: Row, type: string];

/**
 * Microsoft's own models read every beta answer: nothing in it is unknown to them, and no value,
 * above all of an enumeration, gets lost. They read every body the emulator accepts, too.
 */
describe('Microsoft’s beta models', () => {
  let exchanges: Exchange[];
  beforeAll(async () => {
    exchanges = await walkRoutes('beta');
  });
  afterAll(closeLaboratories);

  it('read every answer without a rest', () => {
    const typed = exchanges.filter(({ status }) => status < 300).map(answerOf);
    expect(typed.flat().length).toBeGreaterThan(exchanges.length);
    expect(typed.flatMap((rows) => lossesIn(rows))).toEqual([]);
  });

  it('read every body that was accepted', () => {
    const typed = exchanges.filter(({ status }) => status < 300).map(bodyOf);
    expect(typed.flat()).not.toEqual([]);
    expect(typed.flatMap((rows) => lossesIn(rows))).toEqual([]);
  });

  it('know every property that the emulator’s metadata has of beta', () => {
    const unknown = allTypes().flatMap(({ name, properties }) => {
      const known = namesOfModel(name);
      const beta = [...properties.values()].filter((property) => isIn('beta', property));
      return beta
        .filter((property) => known?.has(property.name) !== true)
        .map((property) => `${name}.${property.name}`);
    });
    expect(unknown).toEqual([]);
  });

  it('would say so if they did not know a property or a member', () => {
    const row = { id: '1', frozen: true, managementAgent: 'carrierPigeon' };
    expect(lossesIn([[row, 'managedDevice']])).toEqual([
      'managedDevice.frozen is unknown to the model',
      'managedDevice.managementAgent = "carrierPigeon" is lost',
    ]);
  });
});

function lossesIn(typed: Typed[]): string[] {
  return typed.flatMap(([row, type]) => lossesOf(row, parseWithSdk(row, type), type));
}

function answerOf({ operation, body }: Exchange): Typed[] {
  const { response } = operation;
  if (response === null || 'text' in response || !isRow(body)) return [];
  if ('type' in response) return [[withoutAnnotations(body), response.type]];
  if ('parameters' in response) return parametersOf(body, response.parameters);
  const rows = body['value'] as Row[];
  return rows
    .filter((row) => !('@removed' in row))
    .map((row) => [withoutAnnotations(row), response.collectionOf]);
}

function bodyOf({ operation, step }: Exchange): Typed[] {
  const { request } = operation;
  if (request === null || 'reference' in request || !isRow(step.body)) return [];
  if ('type' in request) return [[step.body, request.type]];
  return parametersOf(step.body, { ...request.parameters, ...request.betaParameters });
}

/** Of an action's parameters and results those that are objects; the rest has no model. */
function parametersOf(body: Row, declared: Record<string, string>): Typed[] {
  return Object.entries(declared).flatMap(([name, spec]) => {
    const { type } = readParameter(name, spec);
    const given = [body[name]].flat().filter((each) => isRow(each));
    return given.map((row): Typed => [row, type]);
  });
}

/** `@odata.type` decides on the model; the others belong to the answer. */
function withoutAnnotations(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => name === '@odata.type' || !name.startsWith('@odata.')),
  );
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
