import type { World } from '../../world.ts';

export type MdmAuthority = World['tenant']['mdmAuthority'];

/** What of the tenant itself callers can change. */
export class TenantState {
  mdmAuthority: MdmAuthority;

  constructor(world: World) {
    this.mdmAuthority = world.tenant.mdmAuthority;
  }
}
