import data from '../metadata/import-errors.json' with { type: 'json' };

export interface ImportError {
  code: number;
  name: string;
}

/** Codes that only the field has, or nobody: scripts match by name first for that reason. */
const unpublishedCodes: Readonly<Record<string, number>> = {
  // https://github.com/MSEndpointMgr/Intune/issues/71
  StorageError: 640,
};

const documented = data.importErrors.map(({ code, name }): ImportError => ({
  name,
  code: code ?? unpublishedCodes[name] ?? 0,
}));

/** Another spelling of 808, seen with the code of another error. */
const misnamed: ImportError = { code: 806, name: 'ZtdDeviceAssignedToAnotherTenant' };

export const importErrors: readonly ImportError[] = [...documented, misnamed];

export function importError(name: string): ImportError {
  const error = importErrors.find((each) => each.name === name);
  if (error === undefined) throw new Error(`No import error ${name}.`);
  return error;
}

/**
 * A serial number that holds `-E<code>-` or `-E<name>-`, at its end without the second hyphen,
 * brings that error about without any world: `LAB-E806-1`, `LAB-1-EStorageError`.
 */
export const SERIAL_ERROR_PATTERN = /-E(\d{3}|[A-Z]\w+)(?:-|$)/i;

export function errorBySerialNumber(serialNumber: string): ImportError | undefined {
  const key = SERIAL_ERROR_PATTERN.exec(serialNumber)?.[1]?.toLowerCase();
  if (key === undefined) return undefined;
  return importErrors.find(({ code, name }) => name.toLowerCase() === key || String(code) === key);
}
