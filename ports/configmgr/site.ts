import { listRows } from './answers.ts';
import { ConfigMgrError } from './errors.ts';
import type { AdminHttp } from './http.ts';
import type { ConfigMgrPort, SiteFacts } from './port.ts';
import { azureServiceSchema, siteFields, siteSchema, tenantSchema } from './schema.ts';

/** `SMS_Site.Type` (§4). */
const PRIMARY = 2;
const CENTRAL = 4;
/** `SMS_AzureService.State`; every other number is on its way or stopped (§13). */
const CMG_READY = 0;

export function createSiteReads(http: AdminHttp): Pick<ConfigMgrPort, 'readSiteFacts'> {
  return {
    readSiteFacts: async () => {
      const site = await readOwnSite(http);
      const gateways = await listGateways(http);
      const cmg = gateways.find((gateway) => gateway.ready) ?? gateways[0];
      // Only these columns: the related application class holds encrypted secrets (§12.2).
      const query = { $select: 'Name,TenantID' };
      const tenants = await listRows(http, 'SMS_AAD_Tenant_Ex', query, tenantSchema);
      return {
        siteCode: site.SiteCode,
        buildNumber: site.BuildNumber,
        ...(cmg === undefined ? {} : { cmg }),
        tenantIds: tenants.map((tenant) => tenant.TenantID),
      };
    },
  };
}

/**
 * A provider shows its own site among its secondaries and, in a hierarchy, the central site. The
 * one primary is ours; a provider of the central site itself shows several and is not supported.
 */
async function readOwnSite(http: AdminHttp) {
  const sites = await listRows(http, 'SMS_Site', { $select: siteFields }, siteSchema);
  const primaries = sites.filter((site) => site.Type === PRIMARY);
  const [own, second] = primaries.length > 0 ? primaries : sites.filter((s) => s.Type === CENTRAL);
  if (own !== undefined && second === undefined) return own;
  throw new ConfigMgrError({
    kind: 'unexpected-answer',
    status: 200,
    operation: 'SMS_Site (exactly one own site expected)',
  });
}

/** Cloud management gateways; distribution points of the old kind share the class. */
export async function listGateways(http: AdminHttp): Promise<NonNullable<SiteFacts['cmg']>[]> {
  const services = await listRows(
    http,
    'SMS_AzureService',
    {
      $filter: "ServiceType eq 'CloudProxyService'",
      // Always selected: the objects hold certificates.
      $select: 'ServiceCName,State,ServiceType',
    },
    azureServiceSchema,
  );
  return services.flatMap(({ ServiceCName: hostName, State }) =>
    hostName === undefined ? [] : [{ hostName, ready: State === CMG_READY }],
  );
}
