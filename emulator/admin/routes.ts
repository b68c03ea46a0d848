import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { faultSchema } from '../http/faults.ts';
import type { Faults } from '../http/faults.ts';
import type { Stats } from '../http/stats.ts';
import { registerSiteAdminRoutes } from '../configmgr/admin-routes.ts';
import type { Simulation } from '../simulation.ts';
import { registerApprovalRoutes } from './approvals.ts';
import { registerDailyPoolRoutes } from './daily-pools.ts';
import { registerClockRoutes } from './clock-routes.ts';
import { registerMachineRoutes } from './machine-routes.ts';
import { registerRefereeRoutes } from './referee-routes.ts';
import { parseTruthQuery, truthFor } from './truth.ts';

export interface AdminParts {
  simulation: Simulation;
  faults: Faults;
  stats: Stats;
}

/** `/_emulator/…`: what people, the console and the laboratory do; no vendor serves these. */
export function registerAdminRoutes(app: FastifyInstance, parts: AdminParts): void {
  const { simulation, faults, stats } = parts;
  const { clock } = simulation;

  app.addHook('onRequest', (_request, _reply, done) => {
    clock.settle();
    done();
  });
  registerClockRoutes(app, simulation);
  app.get('/_emulator/truth', ({ query }) => truthFor(simulation, parseTruthQuery(query)));
  app.get('/_emulator/stats', () => stats.summary());
  registerRefereeRoutes(app, simulation);
  registerMachineRoutes(app, simulation);
  registerSiteAdminRoutes(app, simulation);
  registerApprovalRoutes(app, simulation);
  registerDailyPoolRoutes(app, simulation);
  app.get('/_emulator/faults', () => faults.list());
  app.post('/_emulator/faults', ({ body }) => {
    for (const fault of z
      .union([z.array(faultSchema), faultSchema.transform((f) => [f])])
      .parse(body)) {
      faults.add(fault);
    }
    return faults.list();
  });
  app.delete('/_emulator/faults', () => {
    faults.clear();
    return faults.list();
  });
}
