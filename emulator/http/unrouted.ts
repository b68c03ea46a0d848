import type { FastifyReply, FastifyRequest } from 'fastify';
import { AdminServiceError, notFound, renderError } from '../configmgr/errors.ts';
import { GatewayError, gatewayBadRequest } from '../graph/errors.ts';
import type { Simulation } from '../simulation.ts';
import { refuse } from './refusal.ts';
import { sendVendorResponse } from './send.ts';
import { surfaceOf } from './surface.ts';
import type { VendorResponse } from './vendor-call.ts';

/** A request that no handler has seen, refused in the words of whoever it was meant for. */
export class Unrouted {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Nothing is served at this address. */
  unknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { method, url } = request;
    switch (surfaceOf(url)) {
      case 'adminService':
        return this.#send(reply, renderError(notFound(url)));
      case 'identity':
        return this.#send(reply, wrongMethod(method));
      case 'laboratory':
        return reply.status(404).send(ours(`Nothing answers ${method} ${url}.`));
      case 'graph':
        // https://github.com/microsoftgraph/msgraph-sample-blazor-clientside/issues/94
        return this.#send(reply, this.#ofGraph(request, gatewayBadRequest('Invalid version.')));
    }
  }

  /** What cannot be read as a request: a bad escape in the path, a body that is too large. */
  malformed(
    request: FastifyRequest,
    reply: FastifyReply,
    { status, message }: { status: number; message: string },
  ): FastifyReply {
    switch (surfaceOf(request.url)) {
      case 'adminService':
        return this.#send(reply, renderError(new AdminServiceError(status, message)));
      case 'identity':
        return this.#send(reply, identityError(status, { code: 900144, description: message }));
      case 'laboratory':
        return reply.status(status).send(ours(message));
      case 'graph': {
        const code = codes[status] ?? 'BadRequest';
        return this.#send(reply, this.#ofGraph(request, new GatewayError(status, code, message)));
      }
    }
  }

  #ofGraph({ headers, url }: FastifyRequest, error: GatewayError): VendorResponse {
    const clientRequestId = headers['client-request-id']?.toString();
    return refuse(this.#simulation, { surface: 'graph', path: url, clientRequestId }, error);
  }

  #send(reply: FastifyReply, response: VendorResponse): FastifyReply {
    return sendVendorResponse(this.#simulation, reply, response);
  }
}

/** What the laboratory itself says: no vendor has this code. */
export const ours = (message: string) => ({ error: { code: 'EmulatorError', message } });

const codes: Readonly<Record<number, string>> = {
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
};

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS900561 */
function wrongMethod(method: string): VendorResponse {
  const description = `The endpoint only accepts POST requests. Received a ${method} request.`;
  return identityError(400, { code: 900561, description });
}

function identityError(
  status: number,
  { code, description }: { code: number; description: string },
): VendorResponse {
  const text = `AADSTS${code}: ${description}`;
  return {
    status,
    body: { error: 'invalid_request', error_description: text, error_codes: [code] },
  };
}
