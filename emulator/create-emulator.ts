import { once } from 'node:events';
import { METHODS, createServer } from 'node:http';
import type { Server } from 'node:http';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { registerAdminRoutes } from './admin/routes.ts';
import { registerAdminServiceEndpoint } from './http/admin-service-endpoint.ts';
import { registerBodyParsers } from './http/bodies.ts';
import { makeServerCertificate } from './http/certificate.ts';
import { Faults } from './http/faults.ts';
import { registerGraphEndpoint } from './http/graph-endpoint.ts';
import { Unrouted, ours } from './http/unrouted.ts';
import { VendorExchange } from './http/vendor-exchange.ts';
import { registerIdentityRoutes } from './identity/routes.ts';
import { TokenIssuer } from './identity/token-issuer.ts';
import { TokenVerifier } from './identity/token-verifier.ts';
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
  /** Milliseconds; throttle windows and token times follow it. Default: this machine's clock. */
  wallNow?: () => number;
  /** Also serves plain HTTP on this port (0: a free one), for tools that cannot be told to trust a CA. */
  httpPort?: number;
}

export interface Emulator {
  /** `https://localhost:PORT`; known once it listens. */
  readonly url: string;
  /** `http://localhost:PORT`, when it was asked for. */
  readonly httpUrl: string | undefined;
  readonly caPem: string;
  /** The running world, for tests in the same process. */
  readonly simulation: Simulation;
  listen: () => Promise<string>;
  close: () => Promise<void>;
}

/** 500 hardware hashes of 4 KB with room to spare. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;
/** Whoever is not on this machine must not reach an emulated tenant. */
const LOOPBACK = '127.0.0.1';
/** A token with every permission beside a long filter. What Graph takes is not published. */
const HEADER_BYTES_MAX = 64 * 1024;

/** A tenant and a site over HTTPS on the loopback interface, and nowhere else. */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const world = parseWorld(options.world);
  if (options.seed !== undefined) world.seed = options.seed;
  const certificate = await makeServerCertificate();
  const { rate = 1, wallNow } = options;
  const simulation = new Simulation(world, { rate, ...(wallNow === undefined ? {} : { wallNow }) });
  const issuer = await TokenIssuer.create(simulation);
  const verifier = new TokenVerifier(issuer, simulation.wallNow);
  const faults = new Faults(() => simulation.clock.nowMs());
  const exchange = new VendorExchange(simulation, faults);
  const unrouted = new Unrouted(simulation);
  const app = Fastify({
    https: {
      key: certificate.keyPem,
      cert: certificate.certificatePem,
      maxHeaderSize: HEADER_BYTES_MAX,
    },
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    // Microsoft's own samples ask for `/Beta/…`: https://github.com/microsoftgraph/powershell-intune-samples
    routerOptions: { maxParamLength: 2000, caseSensitive: false },
    frameworkErrors: (_error, request, reply) => {
      const message = 'The request URL is invalid.';
      void unrouted.malformed(request, reply, { status: 400, message });
    },
  }) as unknown as FastifyInstance;
  let url = '';
  let plain: Server | undefined;
  prepare(app, unrouted);
  registerIdentityRoutes(app, { simulation, issuer, exchange });
  registerGraphEndpoint(app, { simulation, verifier, exchange });
  registerAdminServiceEndpoint(app, { simulation, verifier, exchange });
  registerAdminRoutes(app, { simulation, faults, stats: exchange.stats });
  return {
    get url() {
      return url;
    },
    get httpUrl() {
      return plain === undefined ? undefined : `http://localhost:${portOf(plain)}`;
    },
    caPem: certificate.caPem,
    simulation,
    listen: async () => {
      await app.listen({ host: LOOPBACK, port: options.port ?? 0 });
      url = `https://localhost:${portOf(app.server)}`;
      if (options.httpPort !== undefined) plain = await listenPlain(app, options.httpPort);
      return url;
    },
    close: async () => {
      plain?.closeAllConnections();
      plain?.close();
      await app.close();
    },
  };
}

/** The same routes without TLS. */
async function listenPlain(app: FastifyInstance, port: number): Promise<Server> {
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, (request, response) => {
    app.routing(request, response);
  });
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No address.');
  return address.port;
}

/** Every method there is, so that the vendors' routes refuse the unknown ones themselves. */
function prepare(app: FastifyInstance, unrouted: Unrouted): void {
  const unknown = METHODS.filter((method) => !app.supportedMethods.includes(method));
  for (const method of unknown) app.addHttpMethod(method, { hasBody: true });
  registerBodyParsers(app);
  app.setNotFoundHandler((request, reply) => unrouted.unknown(request, reply));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error instanceof ZodError ? 400 : (error.statusCode ?? 500);
    // A mistake of the emulator's own never looks like the vendor.
    if (status >= 500) {
      process.stderr.write(`${error.stack ?? error.message}\n`);
      return reply.status(status).send(ours(error.message));
    }
    return unrouted.malformed(request, reply, { status, message: error.message });
  });
}
