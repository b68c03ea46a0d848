import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

const texts = new WeakMap<IncomingMessage, string>();

/** Keeps the bytes of a body: Multi Admin Approval compares them, not what they mean. */
export function keepBodyText(request: FastifyRequest, text: string): void {
  texts.set(request.raw, text);
}

export function bodyTextOf(request: FastifyRequest): string {
  return texts.get(request.raw) ?? '';
}
