import type { World } from '../../world.ts';
import { gatewayBadRequest } from '../errors.ts';
import type { GraphRoute } from '../route.ts';

/**
 * A tenant without Intune refuses every call of Intune's alike, as observed; the caller's
 * permissions make no difference.
 */
export function refuseWithoutIntune(world: World, route: GraphRoute): GraphRoute {
  if (world.tenant.hasIntune || route.family !== 'intune') return route;
  return {
    ...route,
    handle: () => {
      throw gatewayBadRequest('Request not applicable to target tenant.');
    },
  };
}
