import type { World } from '../../world.ts';
import { GraphError, intuneBadRequest } from '../errors.ts';

export const JUSTIFICATION_HEADER = 'x-msft-approval-justification';
export const CODE_HEADER = 'x-msft-approval-code';

/** Of the decoded text, as the service says itself. */
const JUSTIFICATION_LENGTH_MAX = 1024;

type Variant = World['operationApproval']['variant'];

/**
 * Statuses of the two refusals that are none. Reports from tenants have 400 and 412 (the outer code
 * of both is `BadRequest`); two builds of
 * https://learn.microsoft.com/intune/fundamentals/role-based-access-control/multi-admin-approval-graph-api
 * have 400 and 403 for a missing justification.
 */
const statuses: Readonly<Record<Variant, { missing: [number, string]; filed: [number, string] }>> =
  {
    field: { missing: [400, 'BadRequest'], filed: [412, 'BadRequest'] },
    'learn-400': { missing: [400, 'BadRequest'], filed: [403, 'ApprovalRequired'] },
    'learn-403': { missing: [403, 'Forbidden'], filed: [403, 'ApprovalRequired'] },
  };

/** https://github.com/Micke-K/IntuneManagement/discussions/426 quotes the text. */
export function missingJustification(variant: Variant): GraphError {
  const message = `Header '${JUSTIFICATION_HEADER}' is required to request approval`;
  return new GraphError(...statuses[variant].missing, message);
}

export function approvalRequired(variant: Variant, requestId: string): GraphError {
  const message =
    'Approval Required. Request Approval using the request ID returned as part of the ' +
    `${CODE_HEADER} response header. ${CODE_HEADER}: ${requestId}`;
  return new GraphError(...statuses[variant].filed, message, { [CODE_HEADER]: requestId });
}

export function alreadyRequested(): GraphError {
  const message = 'An active Approval Request already exists for this entity';
  return new GraphError(409, 'Conflict', message);
}

/** Says nothing of what is wrong with a replay, as reported. */
export function bareForbidden(): GraphError {
  return new GraphError(403, 'Forbidden', 'An error has occurred');
}

/** Base64 of UTF-8, unlike the code, which is a bare GUID. */
export function decodeJustification(header: string): string {
  const isBase64 = header.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(header);
  if (!isBase64) {
    throw intuneBadRequest(`'${JUSTIFICATION_HEADER}' must be a valid base64 encoded string.`);
  }
  const text = Buffer.from(header, 'base64').toString('utf8');
  if (text.length > JUSTIFICATION_LENGTH_MAX) {
    throw intuneBadRequest(
      `Decoded content of '${JUSTIFICATION_HEADER}' header must be no greater than ` +
        `${JUSTIFICATION_LENGTH_MAX} characters`,
    );
  }
  return text;
}

export function requireGuid(code: string): void {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(code)) return;
  throw intuneBadRequest('Invalid approval header format, expected GUID format');
}
