import type { FastifyInstance } from 'fastify';
import { ZodError, z } from 'zod';
import { bodyTextOf } from '../http/bodies.ts';
import { faultSchema } from '../http/faults.ts';
import type { Faults } from '../http/faults.ts';
import type { Stats } from '../http/stats.ts';
import { registerSiteAdminRoutes } from '../configmgr/admin-routes.ts';
import type { Simulation } from '../simulation.ts';
import { AdminError } from './admin-error.ts';
import { registerApprovalRoutes } from './approvals.ts';
import { registerDailyPoolRoutes } from './daily-pools.ts';
import { registerClockRoutes } from './clock-routes.ts';
import { registerHardwareHashRoutes } from './hardware-hashes.ts';
import { registerMachineRoutes } from './machine-routes.ts';
import { registerRefereeRoutes } from './referee-routes.ts';
import { registerRouteList } from './route-list.ts';
import { sentenceOf } from './sentence.ts';
import { parseTruthQuery, truthFor } from './truth.ts';

export interface AdminParts {
  simulation: Simulation;
  faults: Faults;
  stats: Stats;
}

/** `/_emulator/…`: what people, the console and the laboratory do; no vendor serves these. */
export function registerAdminRoutes(app: FastifyInstance, parts: AdminParts): void {
  const { clock } = parts.simulation;
  app.addHook('onRequest', (_request, _reply, done) => {
    clock.settle();
    done();
  });
  // A scope of their own: what is read and refused in our way here is the vendors' way elsewhere.
  void app.register((scope, _options, done) => {
    registerRouteList(scope);
    scope.addHook('preHandler', (request, _reply, next) => {
      request.body ??= readAnyway(bodyTextOf(request));
      next();
    });
    scope.setErrorHandler((error) => {
      throw error instanceof ZodError ? new AdminError(400, sentenceOf(error)) : error;
    });
    registerAll(scope, parts);
    done();
  });
}

/** `curl -d` says that JSON is a form; whoever tries something out by hand is understood. */
function readAnyway(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AdminError(
      400,
      'The body is no JSON; send some, with Content-Type: application/json.',
    );
  }
}

function registerAll(app: FastifyInstance, { simulation, faults, stats }: AdminParts): void {
  registerClockRoutes(app, simulation);
  registerHardwareHashRoutes(app, simulation);
  registerMachineRoutes(app, simulation);
  registerSiteAdminRoutes(app, simulation);
  registerRefereeRoutes(app, simulation);
  registerFaultRoutes(app, faults);
  registerApprovalRoutes(app, simulation);
  registerDailyPoolRoutes(app, simulation);
  app.get('/_emulator/stats', () => stats.summary());
  app.get('/_emulator/truth', ({ query }) => truthFor(simulation, parseTruthQuery(query)));
}

function registerFaultRoutes(app: FastifyInstance, faults: Faults): void {
  app.get('/_emulator/faults', () => faults.list());
  app.post('/_emulator/faults', ({ body }) => {
    // All are read before the first is added: a list counts as a whole or not at all.
    const rules = Array.isArray(body)
      ? z.array(faultSchema).parse(body)
      : [faultSchema.parse(body)];
    for (const fault of rules) faults.add(fault);
    return faults.list();
  });
  app.delete('/_emulator/faults', () => {
    faults.clear();
    return faults.list();
  });
}
