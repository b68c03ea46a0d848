import {
  directoryBadRequest,
  intuneBadRequest,
  modelValidationFailure,
  unreadableBody,
} from './errors.ts';
import type { GraphError, GraphFamily } from './errors.ts';
import type { Operation } from './metadata/operations.ts';
import { checkPrimitive } from './metadata/primitives.ts';
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
} from './metadata/types.ts';
import type { GraphType, Property } from './metadata/types.ts';
import type { GraphVersion } from './route.ts';

type Body = Record<string, unknown>;

interface Reading {
  version: GraphVersion;
  family: GraphFamily;
}

/** Refuses a body that the request type of the operation does not admit, as the vendor does. */
export function checkRequestBody(body: unknown, operation: Operation, reading: Reading): void {
  const { request } = operation;
  if (operation.method === 'GET' || operation.method === 'DELETE') return;
  if (request === null || 'parameters' in request) {
    checkParameters(body ?? {}, operation, reading);
    return;
  }
  if (!isObject(body)) throw unreadableBody();
  if ('reference' in request) checkReference(body, reading);
  else checkObject(body, request.type, reading);
}

function checkParameters(body: unknown, { request }: Operation, reading: Reading): void {
  if (!isObject(body)) throw unreadableBody();
  const shape = request !== null && 'parameters' in request ? request : { parameters: {} };
  const known: Record<string, string> = {
    ...shape.parameters,
    ...(reading.version === 'beta' ? shape.betaParameters : {}),
  };
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith('@')) continue;
    const type = Object.hasOwn(known, name) ? known[name] : undefined;
    if (type === undefined) throw unknownParameter(name, reading);
    checkValue(value, readParameter(name, type), reading);
  }
}

/** https://github.com/microsoft/Intune-PowerShell-SDK/issues/79 */
function unknownParameter(name: string, { family }: Reading): GraphError {
  return family === 'directory'
    ? directoryBadRequest(`Invalid property '${name}'.`)
    : intuneBadRequest(`Invalid ODataActionParameter '${name}'`);
}

/** https://learn.microsoft.com/graph/api/group-post-members#request-body */
function checkReference(body: Body, reading: Reading): void {
  for (const name of Object.keys(body)) {
    if (name !== '@odata.id' && name !== '@odata.type') throw unknownProperty(name, '', reading);
  }
  if (typeof body['@odata.id'] !== 'string') throw unreadableBody();
}

function checkObject(body: Body, declared: string, reading: Reading): void {
  if (isOpaque(declared)) return;
  const type = resolveType(body, declared, reading);
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith('@odata.')) continue;
    const [plainName = '', annotation] = name.split('@');
    const property = type.properties.get(plainName);
    if (property === undefined || !isIn(reading.version, property)) {
      throw unknownProperty(plainName, type.name, reading);
    }
    if (annotation === undefined) checkValue(value, property, reading);
  }
}

/** The type that `@odata.type` names; without it the declared one, unless that is abstract. */
function resolveType(body: Body, declared: string, { version }: Reading): GraphType {
  const annotation = body['@odata.type'];
  if (annotation === undefined) {
    const type = typeOf(declared);
    if (type.isAbstract) throw modelValidationFailure('Cannot create an abstract class.');
    return type;
  }
  const named = nameOfAnnotation(annotation);
  const type = named === undefined ? undefined : findType(named);
  if (type === undefined || !isIn(version, type)) {
    // https://github.com/SkipToTheEndpoint/OpenIntuneBaseline/issues/207
    const shown = typeof annotation === 'string' ? annotation.replace('#', '') : '';
    throw modelValidationFailure(
      `A type named '${shown}' could not be resolved by the model. ` +
        'When a model is available, each type name must resolve to a valid type.',
    );
  }
  if (!isKindOf(type.name, declared)) {
    // https://github.com/microsoft/Intune-Config-Frameworks/issues/8
    throw modelValidationFailure(
      `An entry with type '${serviceName(type.name)}' was found, but it is not assignable to the ` +
        `expected type '${serviceName(declared)}'. The type specified in the entry must be equal ` +
        'to either the expected type or a derived type.',
    );
  }
  if (type.isAbstract) throw modelValidationFailure('Cannot create an abstract class.');
  return type;
}

function checkValue(value: unknown, property: Property, reading: Reading): void {
  if (value === null) return;
  if (Array.isArray(value) !== property.isCollection) {
    const [found, expected] = property.isCollection
      ? [isObject(value) ? 'StartObject' : 'PrimitiveValue', 'StartArray']
      : ['StartArray', 'PrimitiveValue'];
    // https://github.com/Microsoft365DSC/Microsoft365DSC/issues/3539
    throw misfit(
      `An unexpected '${found}' node was found when reading from the JSON reader. ` +
        `A '${expected}' node was expected.`,
      reading,
    );
  }
  const items: unknown[] = Array.isArray(value) ? value : [value];
  for (const item of items) checkItem(item, property, reading);
}

function checkItem(item: unknown, { type }: Property, reading: Reading): void {
  const enumeration = findEnum(type);
  if (enumeration !== undefined) {
    const text = showLiteral(item);
    const given = enumeration.isFlags === true ? text.split(',') : [text];
    const members = membersOf(enumeration, reading.version);
    const wrong = given.find((member) => !members.includes(member.trim()));
    // https://github.com/byteben/Win32App-Migration-Tool/issues/23
    if (wrong !== undefined) throw misfit(`Requested value '${wrong}' was not found.`, reading);
    return;
  }
  if (type.startsWith('Edm.')) {
    if (checkPrimitive(type, item)) return;
    // https://github.com/eneerge/CIS-Microsoft-Intune-For-Windows-IntuneProfile/issues/2
    throw misfit(
      `Cannot convert the literal '${showLiteral(item)}' to the expected type '${type}'.`,
      reading,
    );
  }
  if (!isObject(item)) {
    throw misfit(
      "An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. " +
        "A 'StartObject' node was expected.",
      reading,
    );
  }
  checkObject(item, type, reading);
}

/**
 * https://github.com/pnp/PnP-Sites-Core/issues/1807 and
 * https://github.com/Microsoft365DSC/Microsoft365DSC/issues/3578
 */
function unknownProperty(name: string, type: string, { family }: Reading): GraphError {
  if (family === 'directory') return directoryBadRequest(`Invalid property '${name}'.`);
  return modelValidationFailure(
    `The property '${name}' does not exist on type '${serviceName(type)}'. ` +
      'Make sure to only use property names that are defined by the type.',
  );
}

function misfit(message: string, { family }: Reading): GraphError {
  return family === 'directory' ? directoryBadRequest(message) : modelValidationFailure(message);
}

function showLiteral(item: unknown): string {
  return typeof item === 'string' ? item : JSON.stringify(item);
}

/** Intune's own namespace shines through its refusals. */
function serviceName(type: string): string {
  return `microsoft.management.services.api.${type}`;
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
