import type { Simulation } from '../../simulation.ts';
import { flag, instant, sint32, sint32s, text, uint32 } from '../columns.ts';
import type { Column } from '../columns.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';

const TENANT_ID = 16_777_217;
const SERVER_APP_ID = 16_777_220;
const CLIENT_APP_ID = 16_777_221;
/** `SMS_Azure_CloudService.ServiceType`: 1 cloud management, 5 device upload (tenant attach). */
const CLOUD_MANAGEMENT = 1;
const DEVICE_UPLOAD = 5;

/** The site's connections to the tenant and its cloud management gateway. */
export function azureClasses(simulation: Simulation): SiteClass[] {
  return [
    gatewayClass(simulation),
    tenantClass(simulation),
    appClass(simulation),
    cloudServiceClass(simulation),
    endpointClass(simulation),
    connectorClass(simulation),
  ];
}

type Gateway = NonNullable<Simulation['site']['spec']['cmg']>;

function gatewaysOf({ site }: Simulation): Gateway[] {
  return site.spec.cmg === null ? [] : [site.spec.cmg];
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/core/servers/configure/sms_azureservice-server-wmi-class */
function gatewayClass(simulation: Simulation): SiteClass {
  const { site, world } = simulation;
  return defineClass<Gateway>({
    name: 'SMS_AzureService',
    key: ['AzureServiceID'],
    columns: {
      AzureServiceID: text(() => `{${site.azureServiceId.toUpperCase()}}`),
      Name: text((g) => g.serviceCName),
      Fqdn: text((g) => g.serviceCName),
      ServiceCName: text((g) => g.serviceCName),
      ServiceType: text(() => 'CloudProxyService'),
      State: sint32((g) => g.state),
      StatusDetails: sint32(() => 1),
      SiteCode: text(() => site.spec.siteCode),
      Region: text(() => 'West Europe'),
      AffinityGroup: text(() => 'gateway'),
      SubscriptionID: text(() => simulation.ids.named('azure-subscription')),
      NumberOfInstances: sint32(() => 1),
      AzureEnvironmentId: sint32(() => 1),
      DeploymentModel: sint32(() => 1),
      AADApplicationId: sint32(() => SERVER_APP_ID),
      Description: text(() => ''),
      CreationTime: instant(() => world.startAt),
      // Why nobody should read the whole object: certificates stand in it.
      ServiceThumbprint: text(() => 'A1B2C3D4E5F60718293A4B5C6D7E8F9001122334'),
      ProxyCertificateConfig: text(() => '<Certificates/>'),
    },
    list: () => gatewaysOf(simulation),
  });
}

function tenantClass({ site, world }: Simulation): SiteClass {
  return defineClass<typeof world.tenant>({
    name: 'SMS_AAD_Tenant_Ex',
    key: ['ID'],
    columns: {
      ID: uint32(() => TENANT_ID),
      Name: text((tenant) => tenant.displayName),
      TenantID: text((tenant) => tenant.tenantId),
    },
    list: () => (site.spec.hasTenantConnection ? [world.tenant] : []),
  });
}

interface App {
  id: number;
  name: string;
  clientId: string;
  isClientApp: boolean;
}

function appClass({ ids, site }: Simulation): SiteClass {
  const { tokenAuth } = site.spec;
  const apps: App[] = [
    {
      id: SERVER_APP_ID,
      name: 'ConfigMgr server app',
      clientId: ids.named('server-app'),
      isClientApp: false,
    },
    {
      id: CLIENT_APP_ID,
      name: 'ConfigMgr client app',
      clientId: tokenAuth.clientAppId,
      isClientApp: true,
    },
  ];
  return defineClass<App>({
    name: 'SMS_AAD_Application_Ex',
    key: ['ID'],
    columns: {
      ID: uint32((app) => app.id),
      Name: text((app) => app.name),
      ClientID: text((app) => app.clientId),
      TenantID: uint32(() => TENANT_ID),
      IsClientApp: flag((app) => app.isClientApp),
      IdentifierUri: text((app) => (app.isClientApp ? null : tokenAuth.audience)),
      // The reason never to read this class without `$select`.
      SecretKey: text((app) => (app.isClientApp ? null : '308201A606092A864886F70D01070…')),
    },
    list: () => (site.spec.hasTenantConnection ? apps : []),
  });
}

interface CloudService {
  id: number;
  name: string;
  serviceType: number;
}

function cloudServiceClass({ site }: Simulation): SiteClass {
  const management = { id: 16_777_230, name: 'Cloud management', serviceType: CLOUD_MANAGEMENT };
  const upload = { id: 16_777_231, name: 'Device upload', serviceType: DEVICE_UPLOAD };
  return defineClass<CloudService>({
    name: 'SMS_Azure_CloudService',
    key: ['ID'],
    columns: {
      ID: uint32((service) => service.id),
      Name: text((service) => service.name),
      ServiceType: uint32((service) => service.serviceType),
      AssociatedAADWebApplications: sint32s(() => [SERVER_APP_ID]),
    },
    list: () => {
      if (!site.spec.hasTenantConnection) return [];
      return site.spec.uploadsDevices ? [management, upload] : [management];
    },
  });
}

interface Endpoint {
  gateway: Gateway;
  name: string;
  id: string;
}

function endpointClass(simulation: Simulation): SiteClass {
  const { site } = simulation;
  const columns: Record<string, Column<Endpoint>> = {
    ProxyServiceName: text(({ gateway }) => gateway.serviceCName),
    EndpointName: text(({ name }) => name),
    RoleServerName: text(() => site.spec.serverName),
    EndpointID: text(({ id }) => id),
  };
  return defineClass<Endpoint>({
    name: 'SMS_CloudProxyRoleEndpoint',
    key: ['ProxyServiceName', 'EndpointName'],
    columns,
    list: () =>
      gatewaysOf(simulation).flatMap((gateway) => [
        { gateway, name: 'SMS_MP', id: '72057594037927941' },
        ...(gateway.allowsAdminService
          ? [{ gateway, name: 'SMS_AdminService', id: gateway.adminServiceId }]
          : []),
      ]),
  });
}

function connectorClass(simulation: Simulation): SiteClass {
  const { site } = simulation;
  return defineClass<Gateway>({
    name: 'SMS_CloudProxyConnector',
    key: ['Name'],
    columns: {
      Name: text(() => site.spec.serverName),
      ProxyServiceName: text((gateway) => gateway.serviceCName),
      SiteCode: text(() => site.spec.siteCode),
    },
    list: () => gatewaysOf(simulation),
  });
}
