import type { Simulation } from '../../simulation.ts';
import type { SiteClass } from '../site-class.ts';

export function siteFactClasses({ site, world }: Simulation): SiteClass[] {
  const { spec } = site;
  return [
    {
      name: 'SMS_Site',
      key: ['SiteCode'],
      rows: () => [
        {
          SiteCode: spec.siteCode,
          SiteName: spec.siteName,
          ServerName: spec.serverName,
          InstallDir: 'C:\\Program Files\\Microsoft Configuration Manager',
          ReportingSiteCode: '',
          Version: `5.00.${spec.buildNumber}.1000`,
          BuildNumber: spec.buildNumber,
          Type: 2,
          Status: 1,
          Mode: 0,
        },
      ],
    },
    {
      name: 'SMS_Identification',
      key: ['SiteCode'],
      rows: () => [],
      statics: {
        GetSiteID: () => ({ SiteID: `{${spec.siteId.toUpperCase()}}` }),
        GetProviderVersion: () => ({ Version: `5.00.${spec.buildNumber}.1000` }),
      },
      readOnlyMethods: ['GetSiteID', 'GetProviderVersion'],
    },
    {
      name: 'SMS_AzureService',
      key: ['AzureServiceID'],
      rows: () =>
        spec.cmg === null
          ? []
          : [
              {
                AzureServiceID: `{${site.azureServiceId.toUpperCase()}}`,
                Name: spec.cmg.serviceCName,
                Fqdn: spec.cmg.serviceCName,
                ServiceCName: spec.cmg.serviceCName,
                ServiceType: 'CloudProxyService',
                State: spec.cmg.state,
                StatusDetails: 1,
                SiteCode: spec.siteCode,
                Region: 'West Europe',
                NumberOfInstances: 1,
                AzureEnvironmentId: 1,
                DeploymentModel: 1,
              },
            ],
    },
    {
      name: 'SMS_AAD_Tenant_Ex',
      key: ['ID'],
      rows: () =>
        spec.hasTenantConnection
          ? [{ ID: 16_777_217, Name: world.tenant.displayName, TenantID: world.tenant.tenantId }]
          : [],
    },
  ];
}
