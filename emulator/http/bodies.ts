import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AdminError } from '../admin/admin-error.ts';

const texts = new WeakMap<IncomingMessage, string>();

/** The bytes of a body: Multi Admin Approval compares them, not what they mean. */
export function bodyTextOf(request: FastifyRequest): string {
  return texts.get(request.raw) ?? '';
}

/** Something was sent that is no JSON. When that is said, and how, is the surface's own business. */
export function isUnreadable({ body, bodyText }: { body: unknown; bodyText: string }): boolean {
  return body === undefined && bodyText !== '';
}

/**
 * Bodies as they come: forms as text, JSON as what it means, and an empty one is none. JSON that
 * cannot be read is no body either, so that a token is judged before it, as the vendors do.
 */
export function registerBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const asText = { parseAs: 'string' } as const;
  app.addContentTypeParser('application/x-www-form-urlencoded', asText, (request, body, done) => {
    texts.set(request.raw, String(body));
    done(null, isForm(request) ? body : undefined);
  });
  app.addContentTypeParser('application/json', asText, (request, body, done) => {
    const text = String(body);
    texts.set(request.raw, text);
    const read = readJson(text);
    // Whoever writes to the laboratory itself wants to know at once.
    const isOurs = request.url.startsWith('/_emulator');
    if (isOurs && text !== '' && read === undefined) done(new AdminError(400, 'Invalid JSON.'));
    else done(null, read);
  });
  app.addContentTypeParser('*', asText, (request, body, done) => {
    texts.set(request.raw, String(body));
    done(null, undefined);
  });
}

/** Only the token endpoint takes forms. */
function isForm({ url }: FastifyRequest): boolean {
  return /\/oauth2\/v2\.0\/token(\?|$)/i.test(url);
}

/**
 * How deep Microsoft's readers go.
 * https://learn.microsoft.com/dotnet/api/microsoft.odata.odatamessagequotas.maxnestingdepth
 */
const DEPTH_MAX = 100;

function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeperThan(DEPTH_MAX, value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  return Object.values(value).some((member) => isDeeperThan(depth - 1, member));
}
