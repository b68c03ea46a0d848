import type { Simulation } from '../simulation.ts';
import { autopilotIdentityRoutes } from './autopilot-identities/routes.ts';
import { autopilotSettingsRoutes } from './autopilot-settings/sync.ts';
import { deploymentProfileRoutes } from './deployment-profiles/routes.ts';
import { deviceRoutes } from './devices/routes.ts';
import { enrollmentConfigurationRoutes } from './enrollment-configurations/routes.ts';
import { groupRoutes } from './groups/routes.ts';
import { importedIdentityRoutes } from './imported-identities/routes.ts';
import { localCredentialRoutes } from './local-credentials/routes.ts';
import { managedDeviceRoutes } from './managed-devices/routes.ts';
import { operationApprovalRoutes } from './operation-approval/routes.ts';
import { organizationRoutes } from './organization/routes.ts';
import { recoveryKeyRoutes } from './recovery-keys/routes.ts';
import type { GraphRoute } from './route.ts';
import { userRoutes } from './users/routes.ts';

export function graphRoutes(simulation: Simulation): GraphRoute[] {
  return [
    ...organizationRoutes(simulation),
    ...userRoutes(simulation),
    ...deviceRoutes(simulation),
    ...groupRoutes(simulation),
    ...enrollmentConfigurationRoutes(simulation),
    ...deploymentProfileRoutes(simulation),
    ...importedIdentityRoutes(simulation),
    ...autopilotIdentityRoutes(simulation),
    ...autopilotSettingsRoutes(simulation),
    ...managedDeviceRoutes(simulation),
    ...recoveryKeyRoutes(simulation),
    ...localCredentialRoutes(simulation),
    ...operationApprovalRoutes(simulation),
  ];
}
