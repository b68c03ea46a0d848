/**
 * What somebody might look for and gets 501 for. `docs/emulator-differences.md` lists each with the
 * reason; a test compares the two and calls every one. Every operation of the metadata is served.
 */
export const unimplementedOperations = [
  'GET /me',
  'POST /users',
  'POST /devices',
  "PATCH /devices(deviceId='{id}')",
  "DELETE /devices(deviceId='{id}')",
  'POST /subscriptions',
  'PUT /policies/deviceRegistrationPolicy',
  'POST /identity/conditionalAccess/policies',
  'POST /deviceManagement/roleAssignments',
  'POST /deviceManagement/deviceCompliancePolicies',
  'GET /deviceManagement/configurationPolicies',
  'GET /deviceManagement/detectedApps',
  'POST /deviceManagement/windowsAutopilotDeviceIdentities',
  'POST /deviceManagement/windowsAutopilotDeviceIdentities/deleteDevices',
  'PATCH /deviceAppManagement/mobileApps/{id}',
  'DELETE /deviceAppManagement/mobileApps/{id}',
] as const;
