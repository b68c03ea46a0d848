import { Table } from '../../table.ts';
import { intuneNotFound } from '../errors.ts';

/** https://learn.microsoft.com/graph/api/resources/intune-enrollment-importedwindowsautopilotdeviceidentity */
export interface ImportedIdentity {
  id: string;
  importId: string;
  groupTag: string;
  serialNumber: string;
  productKey: string;
  assignedUserPrincipalName: string;
  status: 'unknown' | 'pending' | 'complete' | 'error';
  deviceRegistrationId: string;
  errorCode: number;
  errorName: string;
}

export class ImportedIdentityTable extends Table<ImportedIdentity> {
  constructor() {
    super((row) => row.id);
  }

  get(id: string): ImportedIdentity {
    const row = this.find(id);
    if (row === undefined) throw intuneNotFound(id);
    return row;
  }
}

/** The answer never repeats the hash. */
export function renderImported(row: ImportedIdentity): Record<string, unknown> {
  const { status, deviceRegistrationId, errorCode, errorName, ...wire } = row;
  return {
    ...wire,
    state: {
      deviceImportStatus: status,
      deviceRegistrationId,
      deviceErrorCode: errorCode,
      deviceErrorName: errorName,
    },
  };
}
