import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';
import { deliver, knownMachines } from './deliveries.ts';

const serialNumbersSchema = z.strictObject({ serialNumbers: z.array(z.string()) });
const deliverySchema = z
  .strictObject({ serialNumbers: z.array(z.string()), all: z.literal(true) })
  .partial()
  .refine(({ all, serialNumbers }) => (all === undefined) !== (serialNumbers === undefined), {
    error: 'Say either {"serialNumbers": […]} or {"all": true}.',
  });
const onlineSchema = z.strictObject({ serialNumbers: z.array(z.string()), online: z.boolean() });
const handOverSchema = z.strictObject({
  serialNumbers: z.array(z.string()),
  userPrincipalName: z.string(),
});

/** What the warehouse, users and whoever stands before a machine do. */
export function registerMachineRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { clock, life } = simulation;
  const named = (serialNumbers: readonly string[]) => knownMachines(simulation, serialNumbers);
  const idsOf = (machines: Machine[]) => {
    clock.settle();
    return machines.map(({ id }) => id);
  };

  app.post('/_emulator/machines/deliver', ({ body }) => {
    const { serialNumbers } = deliverySchema.parse(body);
    return deliver(simulation, serialNumbers);
  });
  app.post('/_emulator/machines/online', ({ body }) => {
    const { serialNumbers, online } = onlineSchema.parse(body);
    const machines = named(serialNumbers);
    for (const machine of machines) life.setOnline(machine, online);
    return { changed: idsOf(machines) };
  });
  app.post('/_emulator/machines/reset', ({ body }) => {
    const { serialNumbers } = serialNumbersSchema.parse(body);
    return { reset: idsOf(named(serialNumbers).filter((m) => life.resetByHand(m))) };
  });
  app.post('/_emulator/machines/retry', ({ body }) => {
    const { serialNumbers } = serialNumbersSchema.parse(body);
    return { retried: idsOf(named(serialNumbers).filter((m) => life.retry(m))) };
  });
  app.post('/_emulator/machines/hand-over', ({ body }) => {
    const { serialNumbers, userPrincipalName } = handOverSchema.parse(body);
    const machines = named(serialNumbers);
    for (const machine of machines) simulation.machines.handOver(machine, userPrincipalName);
    return { handedOver: idsOf(machines.filter((m) => life.resetByHand(m))) };
  });
}
