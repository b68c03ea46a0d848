import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { World } from '../../world.ts';
import { answerOne } from '../query.ts';
import type { GraphRoute } from '../route.ts';

type DeviceRegistration = World['tenant']['deviceRegistration'];

/** https://learn.microsoft.com/graph/api/deviceregistrationpolicy-get */
export function deviceRegistrationPolicyRoutes({ world }: Simulation): GraphRoute[] {
  return [
    {
      operation: 'deviceRegistrationPolicy.get',
      method: 'GET',
      path: '/policies/deviceRegistrationPolicy',
      family: 'directory',
      handle: (request) => answerOne(request, render(world.tenant.deviceRegistration)),
    },
  ];
}

function render(registration: DeviceRegistration): PlainRow {
  return {
    id: 'deviceRegistrationPolicy',
    displayName: 'Device Registration Policy',
    description: 'Tenant-wide policy that manages initial provisioning controls.',
    userDeviceQuota: registration.userDeviceQuota,
    multiFactorAuthConfiguration: registration.multiFactorAuthConfiguration,
    azureADRegistration: {
      isAdminConfigurable: false,
      allowedToRegister: membership(registration.allowedToRegister),
    },
    azureADJoin: {
      isAdminConfigurable: true,
      allowedToJoin: membership(registration.allowedToJoin),
      localAdmins: { enableGlobalAdmins: true, registeringUsers: membership('all') },
    },
    localAdminPassword: { isEnabled: registration.lapsEnabled },
  };
}

function membership(allowed: DeviceRegistration['allowedToJoin']): PlainRow {
  if (allowed === 'all')
    return { '@odata.type': '#microsoft.graph.allDeviceRegistrationMembership' };
  if (allowed === 'none')
    return { '@odata.type': '#microsoft.graph.noDeviceRegistrationMembership' };
  return { '@odata.type': '#microsoft.graph.enumeratedDeviceRegistrationMembership', ...allowed };
}
