import type { FastifyReply } from 'fastify';
import type { Simulation } from '../simulation.ts';
import type { VendorResponse } from './vendor-exchange.ts';

/** Every vendor answer carries the vendor's time in `Date`. */
export function sendVendorResponse(
  { clock }: Simulation,
  reply: FastifyReply,
  response: VendorResponse,
): FastifyReply {
  if (response.isLost === true) {
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  reply.raw.sendDate = false;
  reply.headers({ ...response.headers, date: new Date(clock.nowMs()).toUTCString() });
  reply.status(response.status);
  if (response.body === undefined) return reply.send();
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(response.body));
}
