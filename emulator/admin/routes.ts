import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { faultSchema } from '../http/faults.ts';
import type { Faults } from '../http/faults.ts';
import type { Stats } from '../http/stats.ts';
import type { Simulation } from '../simulation.ts';
import { comanagementSchema } from '../world/site.ts';
import { deliver, machinesNamed } from './deliveries.ts';
import { truthOf } from './truth.ts';

export interface AdminParts {
  simulation: Simulation;
  faults: Faults;
  stats: Stats;
}

const serialNumbersSchema = z.strictObject({ serialNumbers: z.array(z.string()) });
const deliverySchema = z.union([serialNumbersSchema, z.strictObject({ all: z.literal(true) })]);
const clockSchema = z.strictObject({
  /** Vendor seconds per wall second; 0 stops the clock. */
  rate: z.number().nonnegative().optional(),
  advanceSeconds: z.number().nonnegative().optional(),
});
const machineSchema = z.strictObject({ serialNumbers: z.array(z.string()), online: z.boolean() });

/** `/_emulator/…`: what people, the console and the laboratory do; no vendor serves these. */
export function registerAdminRoutes(app: FastifyInstance, parts: AdminParts): void {
  const { simulation, faults, stats } = parts;
  const { clock, referee, site } = simulation;
  const clockState = () => ({ now: clock.nowIso(), rate: clock.rate });

  app.addHook('onRequest', (_request, _reply, done) => {
    clock.settle();
    done();
  });
  app.get('/_emulator/clock', () => clockState());
  app.post('/_emulator/clock', ({ body }) => {
    const { rate, advanceSeconds } = clockSchema.parse(body);
    if (rate !== undefined) clock.setRate(rate);
    if (advanceSeconds !== undefined) clock.advance(advanceSeconds);
    return clockState();
  });
  app.get('/_emulator/truth', () => truthOf(simulation));
  app.get('/_emulator/stats', () => stats.summary());
  app.get('/_emulator/verdict', () => referee.violations);
  app.post('/_emulator/lists', ({ body }) => {
    const { serialNumbers } = serialNumbersSchema.parse(body);
    referee.announceList(serialNumbers);
    return { announced: serialNumbers.length };
  });
  app.post('/_emulator/key-exports', ({ body }) => {
    const { keyIds } = z.strictObject({ keyIds: z.array(z.string()) }).parse(body);
    referee.announceKeyExport(keyIds);
    return { announced: keyIds.length };
  });
  app.post('/_emulator/machines/deliver', ({ body }) => {
    const request = deliverySchema.parse(body);
    return deliver(simulation, 'all' in request ? undefined : request.serialNumbers);
  });
  app.post('/_emulator/machines/online', ({ body }) => {
    const { serialNumbers, online } = machineSchema.parse(body);
    const machines = machinesNamed(simulation, serialNumbers);
    for (const machine of machines) simulation.life.setOnline(machine, online);
    return { changed: machines.map(({ id }) => id) };
  });
  app.post('/_emulator/machines/reset', ({ body }) => {
    const { serialNumbers } = serialNumbersSchema.parse(body);
    const machines = machinesNamed(simulation, serialNumbers);
    return { reset: machines.filter((m) => simulation.life.resetByHand(m)).map(({ id }) => id) };
  });
  app.post('/_emulator/site/cloud-attach', ({ body }) => {
    // Only what is named changes: the schema's defaults belong to a world file.
    const given = z.record(z.string(), z.unknown()).parse(body ?? {});
    const parsed = comanagementSchema.parse({ ...site.comanagement, enabled: true, ...given });
    return site.cloudAttach(parsed);
  });
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
