import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { registerAdminRoutes } from './admin/routes.ts';
import { registerAdminServiceEndpoint } from './http/admin-service-endpoint.ts';
import { makeServerCertificate } from './http/certificate.ts';
import { Faults } from './http/faults.ts';
import { registerGraphEndpoint } from './http/graph-endpoint.ts';
import { VendorExchange } from './http/vendor-exchange.ts';
import { registerIdentityRoutes } from './identity/routes.ts';
import { TokenIssuer } from './identity/token-issuer.ts';
import { Simulation } from './simulation.ts';
import { parseWorld } from './world.ts';
import type { WorldInput } from './world.ts';

export interface EmulatorOptions {
  world: WorldInput;
  /** Vendor seconds per wall second; 0 = stands still until advanced. Default 1. */
  rate?: number;
  /** Overrides the world's own. */
  seed?: number;
  /** Default 0: a free one. */
  port?: number;
}

export interface Emulator {
  /** `https://localhost:PORT`; known once it listens. */
  readonly url: string;
  readonly caPem: string;
  /** The running world, for tests in the same process. */
  readonly simulation: Simulation;
  listen: () => Promise<string>;
  close: () => Promise<void>;
}

/** 500 hardware hashes of 4 KB with room to spare. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** A tenant and a site over HTTPS on the loopback interface, and nowhere else. */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const world = parseWorld(options.world);
  if (options.seed !== undefined) world.seed = options.seed;
  const certificate = await makeServerCertificate();
  const issuer = await TokenIssuer.create(world);
  const simulation = new Simulation(world, { rate: options.rate ?? 1 });
  const faults = new Faults();
  const exchange = new VendorExchange(simulation, faults);
  const app = Fastify({
    https: { key: certificate.keyPem, cert: certificate.certificatePem },
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2000 },
  }) as unknown as FastifyInstance;
  let url = '';
  const origin = () => url;
  prepare(app);
  registerIdentityRoutes(app, issuer, origin);
  registerGraphEndpoint(app, { simulation, issuer, exchange, origin });
  registerAdminServiceEndpoint(app, { simulation, exchange, origin });
  registerAdminRoutes(app, { simulation, faults, stats: exchange.stats });
  return {
    get url() {
      return url;
    },
    caPem: certificate.caPem,
    simulation,
    listen: async () => {
      await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
      const address = app.server.address();
      if (typeof address !== 'object' || address === null) throw new Error('No address.');
      url = `https://localhost:${address.port}`;
      return url;
    },
    close: () => app.close(),
  };
}

/** Bodies as they come: forms as text, JSON leniently (an empty one is none). */
function prepare(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const asText = { parseAs: 'string' } as const;
  app.addContentTypeParser('application/x-www-form-urlencoded', asText, (_request, body, done) => {
    done(null, body);
  });
  app.addContentTypeParser('application/json', asText, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(Object.assign(new Error('Invalid JSON.'), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser('*', asText, (_request, body, done) => {
    done(null, body === '' ? undefined : body);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof ZodError ? 400 : (error.statusCode ?? 500);
    if (status >= 500) process.stderr.write(`${error.stack ?? error.message}\n`);
    return reply.status(status).send({ error: { code: 'EmulatorError', message: error.message } });
  });
}
