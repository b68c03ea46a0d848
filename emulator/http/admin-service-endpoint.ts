import type { FastifyInstance } from 'fastify';
import { AdminServiceRouter } from '../configmgr/router.ts';
import { parseGraphUrl } from '../graph/parse-url.ts';
import type { Simulation } from '../simulation.ts';
import { sendVendorResponse } from './send.ts';
import type { VendorExchange } from './vendor-exchange.ts';

const PREFIX = '/AdminService/wmi/';

/** The Windows-authenticated `wmi` route of the AdminService. */
export function registerAdminServiceEndpoint(
  app: FastifyInstance,
  parts: { simulation: Simulation; exchange: VendorExchange; origin: () => string },
): void {
  const { simulation, exchange, origin } = parts;
  const router = new AdminServiceRouter(simulation);
  app.all(`${PREFIX}*`, async (incoming, reply) => {
    const { path, query } = parseGraphUrl(incoming.url.slice(PREFIX.length));
    const { authorization } = incoming.headers;
    const { method, body } = incoming;
    const call = {
      surface: 'adminService',
      caller: authorization ?? 'anonymous',
      method,
      path: `${PREFIX}${path}`,
    } as const;
    const request = { method, path, query, authorization, body, origin: origin() };
    const response = await exchange.run(call, () => router.answer(request));
    return sendVendorResponse(simulation, reply, response);
  });
}
