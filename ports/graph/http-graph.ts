import {
  createAutopilotIdentityReads,
  createAutopilotIdentityWrites,
} from './autopilot-identities.ts';
import { createAutopilotProfileReads, createAutopilotProfileWrites } from './autopilot-profiles.ts';
import { createAutopilotSyncReads, createAutopilotSyncWrites } from './autopilot-sync.ts';
import {
  createEnrollmentConfigurationReads,
  createEnrollmentConfigurationWrites,
} from './enrollment-configurations.ts';
import { createEntraDeviceGuardWrites, createEntraDeviceReads } from './entra-devices.ts';
import type { GraphConfig } from './graph-config.ts';
import { createGroupReads, createGroupWrites } from './groups.ts';
import { createGraphHttp } from './http.ts';
import type { GraphHttp } from './http.ts';
import {
  createImportedIdentityReads,
  createImportedIdentityWrites,
} from './imported-identities.ts';
import { createKeyReads } from './keys.ts';
import { createManagedDeviceGuardWrites, createManagedDeviceReads } from './managed-devices.ts';
import type { GraphPort, GraphReads, GuardGraphPort } from './port.ts';
import { createTenantReads } from './tenant.ts';
import { createUserReads } from './users.ts';

/** Graph over HTTPS for the orchestrator and the graph worker: nothing here destroys a device. */
export function createGraphPort(config: GraphConfig): GraphPort {
  const http = createGraphHttp(config);
  return {
    ...createReads(http),
    ...createGroupWrites(http),
    ...createEnrollmentConfigurationWrites(http),
    ...createAutopilotProfileWrites(http),
    ...createAutopilotIdentityWrites(http),
    ...createImportedIdentityWrites(http),
    ...createAutopilotSyncWrites(http),
  };
}

/** Graph over HTTPS for the guard, with the guard's own application registration. */
export function createGuardGraphPort(config: GraphConfig): GuardGraphPort {
  const http = createGraphHttp(config);
  return {
    ...createReads(http),
    ...createEntraDeviceGuardWrites(http),
    ...createManagedDeviceGuardWrites(http),
  };
}

function createReads(http: GraphHttp): GraphReads {
  return {
    ...createTenantReads(http),
    ...createUserReads(http),
    ...createEntraDeviceReads(http),
    ...createGroupReads(http),
    ...createEnrollmentConfigurationReads(http),
    ...createAutopilotProfileReads(http),
    ...createAutopilotIdentityReads(http),
    ...createImportedIdentityReads(http),
    ...createAutopilotSyncReads(http),
    ...createManagedDeviceReads(http),
    ...createKeyReads(http),
  };
}
