import { allOperations } from '../../graph/metadata/operations.ts';
import type { Operation, ThrottlingBucket } from '../../graph/metadata/operations.ts';
import data from '../../graph/metadata/throttling.json' with { type: 'json' };

const { costAdjust } = data.throttling.identity;

export interface Tariff {
  bucket: ThrottlingBucket;
  /** Base cost in the directory's resource units. */
  resourceUnits: number;
}

/** Pages below this are cheaper. */
const SMALL_PAGE = 20;

const tariffs = allOperations().map((operation) => ({ pattern: patternOf(operation), operation }));

/** Which bucket a request falls into; `path` is without the version. */
export function tariffOf(method: string, path: string): Tariff {
  const found = tariffs.find(
    ({ pattern, operation }) => operation.method === method && pattern.test(path),
  )?.operation;
  return {
    bucket: found?.bucket ?? bucketByPath(path),
    resourceUnits: found?.resourceUnits ?? 1,
  };
}

/**
 * What the query makes of it.
 * https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits
 */
export function resourceUnitsOf(
  tariff: Tariff,
  request: { method: string; query: Record<string, string> },
): number {
  if (request.method !== 'GET') return 1;
  const { $select, $expand, $top } = request.query;
  const adjusted =
    tariff.resourceUnits +
    ($select === undefined ? 0 : costAdjust.$select) +
    ($expand === undefined ? 0 : costAdjust.$expand) +
    ($top !== undefined && Number($top) < SMALL_PAGE ? costAdjust['$top<20'] : 0);
  return Math.max(adjusted, costAdjust.minimum);
}

export function isWrite(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** Of what the metadata does not name: refusals are counted as well. */
function bucketByPath(path: string): ThrottlingBucket {
  if (/^\/deviceAppManagement(\/|$)/i.test(path)) return 'intuneApps';
  if (/^\/deviceManagement\/(managedDevices|comanage)/i.test(path)) return 'intuneDevices';
  if (/^\/deviceManagement(\/|$)/i.test(path)) return 'intuneEnrollment';
  return /^\/auditLogs\//i.test(path) ? 'identityReports' : 'identity';
}

function patternOf({ path }: Operation): RegExp {
  const source = path
    .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/'\{[^}]+\}'/g, "'[^']*'")
    .replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${source}/?$`, 'i');
}
