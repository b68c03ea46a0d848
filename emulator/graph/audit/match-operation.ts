import { allOperations } from '../metadata/operations.ts';
import { activities } from './activities.ts';

interface Pattern {
  id: string;
  method: string;
  expression: RegExp;
}

/** The audited operations, as patterns of method and path; none of two patterns fit one request. */
const patterns: readonly Pattern[] = allOperations()
  .filter(({ id }) => id in activities)
  .map(({ id, method, path }) => ({ id, method, expression: toExpression(path) }));

export interface MatchedOperation {
  id: string;
  /** Values of the path's parameters. */
  keys: string[];
}

/** Of a path with its version, such as `/v1.0/devices/{id}`. */
export function matchOperation(method: string, path: string): MatchedOperation | undefined {
  if (method === 'GET') return undefined;
  const unversioned = path.replace(/^\/(v1\.0|beta)/, '');
  for (const { id, expression, ...pattern } of patterns) {
    const keys = pattern.method === method ? expression.exec(unversioned) : null;
    if (keys !== null) return { id, keys: keys.slice(1).map((key) => key.toLowerCase()) };
  }
  return undefined;
}

function toExpression(path: string): RegExp {
  const source = path
    .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/'\{\w+\}'/g, "'([^']+)'")
    .replaceAll(/\{\w+\}/g, '([^/]+)');
  return new RegExp(`^${source}$`, 'i');
}
