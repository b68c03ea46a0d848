import type { AdminServiceConfig } from './admin-service-config.ts';
import { createApplicationReads } from './applications.ts';
import { createCloudAttachReads } from './cloud-attach.ts';
import { createCollections } from './collections.ts';
import { createDeployments } from './deployments.ts';
import { createDeviceReads } from './devices.ts';
import { createAdminHttp } from './http.ts';
import type { ConfigMgrPort } from './port.ts';
import { createSiteReads } from './site.ts';

/** Configuration Manager over the AdminService of one SMS Provider. */
export function createConfigMgrPort(config: AdminServiceConfig): ConfigMgrPort {
  const http = createAdminHttp(config);
  return {
    ...createSiteReads(http),
    ...createCloudAttachReads(http),
    ...createDeviceReads(http),
    ...createCollections(http),
    ...createApplicationReads(http),
    ...createDeployments(http),
  };
}
