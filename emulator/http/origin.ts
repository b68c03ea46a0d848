import type { FastifyRequest } from 'fastify';

/**
 * `https://localhost:PORT` as the caller wrote it, or `http://…` on the plain listener: links in
 * answers lead back by the way the question came.
 */
export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}
