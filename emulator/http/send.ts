import type { FastifyReply } from 'fastify';
import type { Simulation } from '../simulation.ts';
import { hangUp } from './connection.ts';
import type { VendorResponse } from './vendor-call.ts';

/** Every vendor answer carries the vendor's time in `Date`. */
export function sendVendorResponse(
  { clock }: Simulation,
  reply: FastifyReply,
  response: VendorResponse,
): FastifyReply {
  if (response.isLost === true) return hangUp(reply);
  reply.raw.sendDate = false;
  const dateMs = clock.nowMs() + (response.clockSkewSeconds ?? 0) * 1000;
  reply.headers({ ...response.headers, date: new Date(dateMs).toUTCString() });
  reply.status(response.status);
  if (response.body === undefined) return reply.send();
  if (response.contentType !== undefined) {
    return reply.type(response.contentType).send(response.body);
  }
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(response.body));
}
