import type { Api, ApiDeps } from '../deps.ts';
import { health, readiness } from '../schemas/health.ts';

const tags = ['health'];
/** Probes need no token. */
const security: [] = [];

export function healthRoutes(api: Api, { ledger, messages }: ApiDeps): void {
  api.get(
    '/v1/healthz',
    {
      schema: { summary: 'Whether the process lives', tags, security, response: { 200: health } },
    },
    () => ({ status: 'ok' }) as const,
  );

  api.get(
    '/v1/readyz',
    {
      schema: {
        summary: 'Whether the database and Temporal answer',
        tags,
        security,
        response: { 200: readiness, 503: readiness },
      },
    },
    async (_request, reply) => {
      const [database, temporal] = await Promise.all([
        answers(() => ledger.ping()),
        answers(() => messages.ping()),
      ]);
      const isReady = database === 'ok' && temporal === 'ok';
      return reply
        .code(isReady ? 200 : 503)
        .send({ status: isReady ? 'ready' : 'not-ready', database, temporal });
    },
  );
}

async function answers(probe: () => Promise<void>): Promise<'ok' | 'unreachable'> {
  try {
    await probe();
    return 'ok';
  } catch {
    return 'unreachable';
  }
}
