import { GraphError, renderGraphError } from '../graph/errors.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './faults.ts';
import type { VendorCall, VendorResponse } from './vendor-call.ts';

const defaultCodes: Readonly<Record<number, string>> = {
  401: 'InvalidAuthenticationToken',
  403: 'Authorization_RequestDenied',
  404: 'Request_ResourceNotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'UnknownError',
};

/** Messages of Microsoft's own answers; the gateway's 504 says nothing. */
const defaultMessages: Readonly<Record<number, string>> = {
  429: 'Please retry again later.',
  503: 'Service unavailable.',
  504: '',
};

/** The refusal a fault asks for. */
export function refuseAs(simulation: Simulation, fault: Fault, call: VendorCall): VendorResponse {
  const status = fault.status ?? 500;
  const headers: Record<string, string> = {};
  if (fault.retryAfterSeconds !== undefined) {
    headers['retry-after'] = String(fault.retryAfterSeconds);
  }
  const message = fault.message ?? defaultMessages[status] ?? 'Please retry again later.';
  const code = fault.code ?? defaultCodes[status] ?? 'BadRequest';
  return refuse(simulation, call, new GraphError(status, code, message, headers));
}

/** A refusal in the envelope of the surface, given before anybody has looked at the request. */
export function refuse(
  simulation: Simulation,
  call: Pick<VendorCall, 'surface' | 'path' | 'clientRequestId'>,
  error: GraphError,
): VendorResponse {
  const { status, code, message, headers } = error;
  if (call.surface === 'adminService') {
    return { status, body: { error: { code: String(status), message } }, headers };
  }
  if (call.surface === 'identity') {
    const body = { error: 'temporarily_unavailable', error_description: message, error_codes: [] };
    return { status, body, headers };
  }
  const requestId = simulation.ids.next('request');
  const clientRequestId = call.clientRequestId ?? requestId;
  const body = renderGraphError(error, {
    family: isIntune(call.path) ? 'intune' : 'directory',
    vendorNow: simulation.clock.nowIso(),
    requestId,
    clientRequestId,
  });
  const ids = { 'request-id': requestId, 'client-request-id': clientRequestId };
  return { status, body, headers: { ...ids, ...headers, ...(code === UNAUTHENTICATED && bearer) } };
}

const UNAUTHENTICATED = 'InvalidAuthenticationToken';
const bearer = { 'www-authenticate': 'Bearer realm=""' };

export const tokenExpired = () =>
  new GraphError(401, UNAUTHENTICATED, 'Lifetime validation failed, the token is expired.');

function isIntune(path: string): boolean {
  return /^\/(v1\.0|beta)\/device(Management|AppManagement)(\/|$)/i.test(path);
}
