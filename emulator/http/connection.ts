import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VendorCall } from './vendor-call.ts';

/** What every call tells of the connection it came by. */
export function connectionOf(
  request: FastifyRequest,
  reply: FastifyReply,
): Pick<VendorCall, 'clientAddress' | 'gone'> {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    controller.abort();
  });
  return { clientAddress: request.ip, gone: controller.signal };
}

/** The client sees the connection end without an answer. */
export function hangUp(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}
