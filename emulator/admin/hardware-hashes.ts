import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { makeHardwareHash } from '../hardware-hash.ts';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';
import { knownMachines } from './deliveries.ts';

const querySchema = z.strictObject({
  serialNumbers: z.string({ error: 'Say which: ?serialNumbers=A1,B2.' }),
});

/** What `Get-WindowsAutopilotInfo` reads from a machine: https://learn.microsoft.com/autopilot/add-devices */
export function registerHardwareHashRoutes(app: FastifyInstance, simulation: Simulation): void {
  app.get('/_emulator/machines/hashes', ({ headers, query }, reply) => {
    const { serialNumbers } = querySchema.parse(query);
    const wanted = serialNumbers.split(',').map((each) => each.trim());
    const rows = knownMachines(simulation, wanted).map(rowOf);
    if (headers.accept?.includes('text/csv') !== true) return rows;
    return reply.type('text/csv; charset=utf-8').send(csvOf(rows));
  });
}

interface Row {
  serialNumber: string;
  hardwareHash: string;
}

function rowOf({ id, spec }: Machine): Row {
  const { manufacturer, model, serialNumber } = spec;
  const hardwareHash = makeHardwareHash({ serialNumber, manufacturer, model, seed: id });
  return { serialNumber, hardwareHash };
}

/** As Intune's own upload wants it, which takes no quotation marks. */
function csvOf(rows: readonly Row[]): string {
  const lines = rows.map(({ serialNumber, hardwareHash }) => `${serialNumber},,${hardwareHash}`);
  return ['Device Serial Number,Windows Product ID,Hardware Hash', ...lines, ''].join('\r\n');
}
