import type { WorldInput } from '../../../emulator/world.ts';
import { fixedNegotiate } from '../../../ports/configmgr/authentication.ts';
import { createConfigMgrPort } from '../../../ports/configmgr/http-admin-service.ts';
import type { AdminServiceConfig } from '../../../ports/configmgr/admin-service-config.ts';
import type { ConfigMgrPort } from '../../../ports/configmgr/port.ts';
import { lendEmulator } from '../emulator-lease.ts';
import type { LentEmulator } from '../emulator-lease.ts';

export interface EmulatedSite {
  readonly emulator: LentEmulator;
  readonly site: ConfigMgrPort;
  /** Another port, for its own options. */
  siteWith(change: Partial<AdminServiceConfig>): ConfigMgrPort;
  /** A port of the principal with this token: `full`, `reader`, or one nobody knows. */
  siteAs(token: string): ConfigMgrPort;
  close(): Promise<void>;
}

export async function lendSite(world: WorldInput): Promise<EmulatedSite> {
  const emulator = await lendEmulator({
    ...world,
    site: {
      ...world.site,
      principals: [
        { token: 'full', name: 'CORP\\svc-gangway' },
        { token: 'reader', name: 'CORP\\svc-reader', rights: ['read'] },
      ],
    },
  });
  const config = {
    baseUrl: `${emulator.url}/AdminService/`,
    authentication: fixedNegotiate('full'),
  };
  return {
    emulator,
    site: createConfigMgrPort(config),
    siteWith: (change) => createConfigMgrPort({ ...config, ...change }),
    siteAs: (token) => createConfigMgrPort({ ...config, authentication: fixedNegotiate(token) }),
    close: () => emulator.close(),
  };
}
