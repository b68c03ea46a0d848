/** A row of a device list, as the registration scripts read it. */
export interface RegistrationRow {
  readonly serialNumber: string;
  readonly hardwareHash: string;
  readonly groupTag: string;
  readonly assignedUser: string;
}

export function importBody(row: RegistrationRow): Record<string, string> {
  return {
    '@odata.type': '#microsoft.graph.importedWindowsAutopilotDeviceIdentity',
    serialNumber: row.serialNumber,
    hardwareIdentifier: row.hardwareHash,
    groupTag: row.groupTag,
    assignedUserPrincipalName: row.assignedUser,
  };
}

export const importedIdentities = '/beta/deviceManagement/importedWindowsAutopilotDeviceIdentities';
export const autopilotIdentities = '/beta/deviceManagement/windowsAutopilotDeviceIdentities';
