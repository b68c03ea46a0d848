import type { FastifyRequest } from 'fastify';

/** This machine as clients may call it. */
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * `https://localhost:PORT` as the caller wrote it, or `http://…` on the plain listener: links in
 * answers lead back by the way the question came. A `Host` that is not ours leads nowhere, and a
 * link made of it would carry tokens to whoever is named there.
 */
export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${hostOf(request)}`;
}

function hostOf({ host, socket }: FastifyRequest): string {
  const port = String(socket.localPort);
  const asked = OWN_NAMES.map((name) => `${name}:${port}`).find(
    (own) => own === host.toLowerCase(),
  );
  return asked ?? `localhost:${port}`;
}
