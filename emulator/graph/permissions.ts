import { GatewayError, GraphError } from './errors.ts';
import type { GraphFamily } from './errors.ts';
import type { Operation } from './metadata/operations.ts';
import type { Caller } from './route.ts';

/**
 * Whether the token opens the operation. One of its permissions suffices, but where its page
 * demands all: a group that takes devices in also asks for the right to change devices
 * (https://learn.microsoft.com/graph/api/group-post-members#permissions).
 */
export function mayCall(operation: Operation, caller: Caller): boolean {
  const isDelegated = caller.user !== undefined;
  const has = (permission: string) =>
    (isDelegated ? (caller.scopes ?? []) : caller.roles).includes(permission);
  const opening = isDelegated ? (operation.scopes ?? operation.roles) : operation.roles;
  return operation.needsAllRoles === true ? opening.every(has) : opening.some(has);
}

/** https://learn.microsoft.com/graph/resolve-auth-errors */
export function requirePermission(
  operation: Operation,
  given: { caller: Caller; family: GraphFamily },
): void {
  const { caller, family } = given;
  if (operation.roles.length === 0 && caller.user === undefined) {
    // https://learn.microsoft.com/graph/api/mobiledevicemanagementpolicies-list: delegated only.
    throw new GatewayError(401, 'Unauthorized', 'Unsupported app-only call.');
  }
  if (mayCall(operation, caller)) return;
  if (operation.id.startsWith('bitlockerKeys.')) {
    const message = "Failed to authorize, token doesn't have the required permissions.";
    throw new GraphError(403, 'authorization_error', message);
  }
  if (family === 'directory') {
    const message = 'Insufficient privileges to complete the operation.';
    throw new GraphError(403, 'Authorization_RequestDenied', message);
  }
  const message =
    'Application is not authorized to perform this operation. ' +
    `Application must have one of the following scopes: ${operation.roles.join(', ')}`;
  throw new GraphError(403, 'Forbidden', message);
}
