import { omit } from '../../omit.ts';
import { Table } from '../../table.ts';
import { intuneNotFound } from '../errors.ts';

export type ImportStatus = 'unknown' | 'pending' | 'partial' | 'complete' | 'error';

/** https://learn.microsoft.com/graph/api/resources/intune-enrollment-importedwindowsautopilotdeviceidentity */
export interface ImportedIdentity {
  id: string;
  importId: string;
  groupTag: string;
  serialNumber: string;
  productKey: string;
  assignedUserPrincipalName: string;
  status: ImportStatus;
  deviceRegistrationId: string;
  errorCode: number;
  errorName: string;
  /** Ours: the machine that the hash describes. */
  machineId: string | undefined;
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
  const { status, deviceRegistrationId, errorCode, errorName } = row;
  const ours = ['status', 'deviceRegistrationId', 'errorCode', 'errorName', 'machineId'] as const;
  return {
    ...omit(row, ours),
    state: {
      deviceImportStatus: status,
      deviceRegistrationId,
      deviceErrorCode: errorCode,
      deviceErrorName: errorName,
    },
  };
}
