import { z } from 'zod';
import { readHardwareHash } from '../../hardware-hash.ts';
import type { Simulation } from '../../simulation.ts';
import { intuneBadRequest } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { importOutcome } from './import-outcome.ts';
import { renderImported } from './table.ts';
import type { ImportedIdentity } from './table.ts';

const PAGE_SIZE = 1000;
/** https://learn.microsoft.com/autopilot/add-devices: 500 rows a file. */
const IMPORT_ROWS_MAX = 500;
const base = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';

const rowSchema = z.object({
  groupTag: z.string().nullish(),
  serialNumber: z.string().nullish(),
  productKey: z.string().nullish(),
  hardwareIdentifier: z.string().nullish(),
  assignedUserPrincipalName: z.string().nullish(),
});
type ImportRow = z.infer<typeof rowSchema>;
const importSchema = z.object({ importedWindowsAutopilotDeviceIdentities: z.array(rowSchema) });

export function importedIdentityRoutes(simulation: Simulation): GraphRoute[] {
  const { importedIdentities: table } = simulation;
  const read = { operation: 'importedAutopilot.read', family: 'intune' } as const;
  const write = { operation: 'importedAutopilot.write', family: 'intune' } as const;
  return [
    {
      ...read,
      method: 'GET',
      path: base,
      handle: (request) => {
        const entries = table
          .entries()
          .map(({ sequence, row }) => ({ sequence, row: renderImported(row) }));
        return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE });
      },
    },
    {
      ...write,
      method: 'POST',
      path: `${base}/import`,
      handle: (request) => importRows(simulation, request),
    },
    {
      ...write,
      method: 'POST',
      path: base,
      handle: (request) => {
        const [row] = startImport(simulation, [rowSchema.parse(request.body)]);
        if (row === undefined) throw intuneBadRequest('Nothing to import.');
        return answerOne(request, renderImported(row), 201);
      },
    },
    {
      ...read,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => answerOne(request, renderImported(table.get(param(request, 'id')))),
    },
    {
      // Only the row goes; the registration stays.
      ...write,
      method: 'DELETE',
      path: `${base}/:id`,
      handle: (request) => {
        table.delete(table.get(param(request, 'id')).id);
        return noContent;
      },
    },
  ];
}

function importRows(simulation: Simulation, request: GraphRequest): GraphResponse {
  const rows = importSchema.parse(request.body).importedWindowsAutopilotDeviceIdentities;
  const machineIds = rows.flatMap((row) => {
    const hash = readHardwareHash(row.hardwareIdentifier ?? '');
    const machine = hash.valid ? simulation.machines.findByHardwareId(hash.hardwareId) : undefined;
    return machine === undefined ? [] : [machine.id];
  });
  simulation.events.publish({ type: 'import-accepted', rowCount: rows.length, machineIds });
  if (rows.length > IMPORT_ROWS_MAX) {
    throw intuneBadRequest(`At most ${IMPORT_ROWS_MAX} devices can be imported at once.`);
  }
  return { status: 200, body: { value: startImport(simulation, rows).map(renderImported) } };
}

function startImport(simulation: Simulation, rows: ImportRow[]): ImportedIdentity[] {
  const { clock, ids, importedIdentities, world } = simulation;
  const importId = ids.next('import');
  return rows.map((row) => {
    const imported = importedIdentities.add({
      id: ids.next('imported'),
      importId,
      groupTag: row.groupTag ?? '',
      serialNumber: row.serialNumber ?? '',
      productKey: row.productKey ?? '',
      assignedUserPrincipalName: row.assignedUserPrincipalName ?? '',
      status: 'unknown',
      deviceRegistrationId: '',
      errorCode: 0,
      errorName: '',
    });
    clock.after(world.timings.importMinutes / 3, () => {
      imported.status = 'pending';
    });
    clock.after(world.timings.importMinutes, () => {
      finishImport(simulation, imported, row.hardwareIdentifier ?? '');
    });
    return imported;
  });
}

function finishImport(simulation: Simulation, imported: ImportedIdentity, hash: string): void {
  const outcome = importOutcome(simulation, hash);
  if (outcome.kind === 'refused') {
    imported.status = 'error';
    imported.errorCode = outcome.code;
    imported.errorName = outcome.name;
    return;
  }
  imported.status = 'complete';
  imported.deviceRegistrationId = simulation.registration.register(outcome.machine, {
    groupTag: imported.groupTag,
    userPrincipalName: imported.assignedUserPrincipalName,
  });
}
