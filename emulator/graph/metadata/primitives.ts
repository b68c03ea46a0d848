const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

const INT32_MAX = 2 ** 31;

const isInt32 = (value: unknown) =>
  Number.isInteger(value) && Math.abs(value as number) <= INT32_MAX;

/**
 * What JSON of a primitive looks like.
 * https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_PrimitiveValue
 */
const checks: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.String': (value) => typeof value === 'string',
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Int32': isInt32,
  'Edm.Int64': Number.isInteger,
  'Edm.Double': (value) => typeof value === 'number',
  'Edm.Guid': (value) => typeof value === 'string' && guid.test(value),
  'Edm.DateTimeOffset': (value) => typeof value === 'string' && instant.test(value),
  'Edm.Binary': (value) => typeof value === 'string' && base64.test(value),
};

export function checkPrimitive(type: string, value: unknown): boolean {
  const check = checks[type];
  if (check === undefined) throw new Error(`No primitive ${type}.`);
  return check(value);
}
