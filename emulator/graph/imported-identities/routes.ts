import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { requireVerifiedDomain } from '../autopilot-identities/verified-domain.ts';
import { intuneBadRequest } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { intuneRules } from '../query/rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import type { ImportRow } from './import-outcome.ts';
import { renderImported } from './table.ts';

/** The same service as the identities', and `contains` is what its users found to work. */
const rules = intuneRules('importedWindowsAutopilotDeviceIdentity', {
  filter: { unsupported: 'malformed', properties: { serialNumber: ['contains'] } },
});

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
const importSchema = z.object({ importedWindowsAutopilotDeviceIdentities: z.array(rowSchema) });

export function importedIdentityRoutes(simulation: Simulation): GraphRoute[] {
  const { importedIdentities: table } = simulation;
  const intune = { family: 'intune' } as const;
  return [
    {
      operation: 'importedAutopilot.list',
      ...intune,
      method: 'GET',
      path: base,
      handle: (request) => answerList(request, { rows: table, render: renderImported, rules }),
    },
    {
      operation: 'importedAutopilot.import',
      ...intune,
      method: 'POST',
      path: `${base}/import`,
      handle: (request) => importRows(simulation, request),
    },
    {
      operation: 'importedAutopilot.create',
      ...intune,
      method: 'POST',
      path: base,
      handle: (request) => {
        const [row] = simulation.importProcess.start([
          toImportRow(simulation, rowSchema.parse(request.body)),
        ]);
        if (row === undefined) throw intuneBadRequest('Nothing to import.');
        return answerOne(request, renderImported(row), 201);
      },
    },
    {
      operation: 'importedAutopilot.get',
      ...intune,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => answerOne(request, renderImported(table.get(param(request, 'id')))),
    },
    {
      // Only the row goes; the registration stays.
      operation: 'importedAutopilot.delete',
      ...intune,
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
  if (rows.length > IMPORT_ROWS_MAX) {
    const { events } = simulation;
    events.publish({ type: 'import-accepted', rowCount: rows.length, machineIds: [] });
    throw intuneBadRequest(`At most ${IMPORT_ROWS_MAX} devices can be imported at once.`);
  }
  const started = simulation.importProcess
    .start(rows.map((row) => toImportRow(simulation, row)))
    .map(renderImported);
  const isReversed = simulation.world.registration.answerOrder === 'reversed';
  return { status: 200, body: { value: isReversed ? started.reverse() : started } };
}

function toImportRow(simulation: Simulation, row: z.infer<typeof rowSchema>): ImportRow {
  return {
    groupTag: row.groupTag ?? '',
    serialNumber: row.serialNumber ?? '',
    productKey: row.productKey ?? '',
    hardwareIdentifier: requireBase64(row.hardwareIdentifier ?? ''),
    assignedUserPrincipalName: requireVerifiedDomain(
      simulation,
      row.assignedUserPrincipalName ?? '',
    ),
  };
}

/**
 * Firmware gives hashes without their padding, and the whole request is refused for one of them.
 * https://learn.microsoft.com/autopilot/troubleshooting-faq
 */
function requireBase64(text: string): string {
  if (text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) return text;
  const shown = `${text.slice(0, 20)}…`;
  throw intuneBadRequest(
    `Cannot convert the literal '${shown}' to the expected type 'Edm.Binary'.`,
  );
}
