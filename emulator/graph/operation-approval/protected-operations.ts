import type { World } from '../../world.ts';
import type { GraphRequest } from '../route.ts';

export type ApprovalPolicy = World['operationApprovalPolicies'][number];

/**
 * What each type of access policy holds back, by the ids of `graph/metadata`.
 * https://learn.microsoft.com/intune/fundamentals/role-based-access-control/multi-admin-approval
 */
const protectedBy: Readonly<Record<string, readonly string[]>> = {
  deviceWipe: ['managedDevices.wipe'],
  deviceRetire: ['managedDevices.retire'],
  deviceDelete: ['managedDevices.delete'],
  app: [
    'mobileApps.create',
    'mobileApps.update',
    'mobileApps.delete',
    'mobileApps.assign',
    'mobileApps.addAssignment',
  ],
};

/** A bulk action is as protected as the single one. */
const bulkActions: Readonly<Record<string, string>> = {
  wipe: 'managedDevices.wipe',
  retire: 'managedDevices.retire',
  delete: 'managedDevices.delete',
};

export function isProtectedBy(
  policy: ApprovalPolicy,
  request: GraphRequest,
  operation: string,
): boolean {
  const meant = operation === 'managedDevices.executeAction' ? bulkOperationOf(request) : operation;
  const own = protectedBy[policy.policyType] ?? [];
  return [...own, ...policy.alsoProtects].some((id) => id === meant || id === operation);
}

/** What a request is about; a creation is about nothing that exists. */
export function entityIdsOf({ params, body }: GraphRequest): string[] {
  const id = params['id'] ?? Object.values(params)[0];
  if (id !== undefined) return [id.toLowerCase()];
  return bulkIdsOf(body).map((each) => each.toLowerCase());
}

function bulkOperationOf({ body }: GraphRequest): string | undefined {
  if (!isObject(body)) return undefined;
  return bulkActions[String(body['actionName'])];
}

function bulkIdsOf(body: unknown): string[] {
  const ids = isObject(body) ? body['deviceIds'] : undefined;
  return Array.isArray(ids) ? ids.map(String) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
