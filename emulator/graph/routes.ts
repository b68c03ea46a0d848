import type { Simulation } from '../simulation.ts';
import { auditRoutes } from './audit/routes.ts';
import { autopilotIdentityRoutes } from './autopilot-identities/routes.ts';
import { autopilotSettingsRoutes } from './autopilot-settings/routes.ts';
import { comanagementRoutes } from './comanagement/routes.ts';
import { compliancePolicyRoutes } from './compliance-policies/routes.ts';
import { conditionalAccessRoutes } from './conditional-access/routes.ts';
import { deletedItemRoutes } from './deleted-items/routes.ts';
import { deploymentProfileRoutes } from './deployment-profiles/routes.ts';
import { deviceRegistrationPolicyRoutes } from './device-registration-policy/routes.ts';
import { deviceRelationRoutes } from './devices/relations.ts';
import { deviceRoutes } from './devices/routes.ts';
import { directoryRoleRoutes } from './directory-roles/routes.ts';
import { enrollmentConfigurationRoutes } from './enrollment-configurations/routes.ts';
import { groupRoutes } from './groups/routes.ts';
import { importedIdentityRoutes } from './imported-identities/routes.ts';
import { intuneRoleRoutes } from './intune-roles/routes.ts';
import { localCredentialRoutes } from './local-credentials/routes.ts';
import { managedDeviceRoutes } from './managed-devices/routes.ts';
import { mobileAppRoutes } from './mobile-apps/routes.ts';
import { mobilityPolicyRoutes } from './mobility-policies/routes.ts';
import { operationApprovalRoutes } from './operation-approval/routes.ts';
import { organizationRoutes } from './organization/routes.ts';
import { refuseWithoutIntune } from './organization/without-intune.ts';
import { recoveryKeyRoutes } from './recovery-keys/routes.ts';
import type { GraphRoute } from './route.ts';
import { servicePrincipalRoutes } from './service-principals/routes.ts';
import { userRoutes } from './users/routes.ts';

export function graphRoutes(simulation: Simulation): GraphRoute[] {
  const routes = [
    ...organizationRoutes(simulation),
    ...userRoutes(simulation),
    ...servicePrincipalRoutes(simulation),
    ...directoryRoleRoutes(simulation),
    ...mobilityPolicyRoutes(simulation),
    ...deviceRegistrationPolicyRoutes(simulation),
    ...conditionalAccessRoutes(simulation),
    ...deviceRoutes(simulation),
    ...deviceRelationRoutes(simulation),
    ...groupRoutes(simulation),
    ...deletedItemRoutes(simulation),
    ...intuneRoleRoutes(simulation),
    ...compliancePolicyRoutes(simulation),
    ...mobileAppRoutes(simulation),
    ...enrollmentConfigurationRoutes(simulation),
    ...deploymentProfileRoutes(simulation),
    ...importedIdentityRoutes(simulation),
    ...autopilotIdentityRoutes(simulation),
    ...autopilotSettingsRoutes(simulation),
    ...managedDeviceRoutes(simulation),
    ...comanagementRoutes(simulation),
    ...auditRoutes(simulation),
    ...recoveryKeyRoutes(simulation),
    ...localCredentialRoutes(simulation),
    ...operationApprovalRoutes(simulation),
  ];
  return routes.map((route) =>
    refuseWithoutIntune(simulation.world, simulation.operationApproval.guard(route)),
  );
}
