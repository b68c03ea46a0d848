import { parseBody, unlessNotFound } from './answers.ts';
import { GraphError } from './errors.ts';
import type { GraphHttp } from './http.ts';
import { idSegment } from './identifiers.ts';
import { listAll } from './paging.ts';
import type { GraphReads, GraphWrites, ImportRow } from './port.ts';
import { importAnswerSchema, importedIdentitySchema } from './schema.ts';

/** The admin centre's limit for a file: https://learn.microsoft.com/autopilot/add-devices */
const IMPORT_ROWS_MAX = 500;

const base = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';

export function createImportedIdentityReads(
  http: GraphHttp,
): Pick<GraphReads, 'listImportedIdentities'> {
  return {
    listImportedIdentities: () =>
      listAll(http, { operation: 'importedAutopilot.list', path: base }, importedIdentitySchema),
  };
}

export function createImportedIdentityWrites(
  http: GraphHttp,
): Pick<GraphWrites, 'importAutopilotIdentities' | 'deleteImportedIdentity'> {
  return {
    importAutopilotIdentities: async (rows) => {
      const operation = 'importedAutopilot.import';
      if (rows.length === 0) return [];
      if (rows.length > IMPORT_ROWS_MAX) {
        const code = 'TooManyRows';
        throw new GraphError({
          kind: 'refused',
          status: 0,
          code,
          requestId: 'not sent',
          operation,
        });
      }
      const answer = await http.send({
        operation,
        path: `${base}/import`,
        body: { importedWindowsAutopilotDeviceIdentities: rows.map(toWire) },
      });
      return parseBody(operation, importAnswerSchema, answer).value;
    },
    // The record only; the registration stays.
    deleteImportedIdentity: async (importedId) => {
      const operation = 'importedAutopilot.delete';
      const path = `${base}/${idSegment(operation, importedId)}`;
      await unlessNotFound(http.send({ operation, path }));
    },
  };
}

function toWire(row: ImportRow): object {
  return {
    '@odata.type': '#microsoft.graph.importedWindowsAutopilotDeviceIdentity',
    groupTag: row.groupTag,
    serialNumber: row.serialNumber,
    productKey: row.productId,
    hardwareIdentifier: row.hardwareHash,
    assignedUserPrincipalName: row.assignedUser,
  };
}
