import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { SiteClass } from '../site-class.ts';
import type { SiteSystem } from './table.ts';

const CLIENT_VERSION = '5.00.9135.1008';

export function systemClasses(simulation: Simulation): SiteClass[] {
  const { site } = simulation;
  return [
    {
      name: 'SMS_R_System',
      key: ['ResourceID'],
      superclass: 'SMS_Resource',
      rows: () => site.systems.all().map((system) => systemRow(simulation, system)),
      remove: (key) => {
        const system = site.systems.find(key);
        if (system === undefined) return;
        const { machineId, resourceId } = system;
        simulation.events.publish({ type: 'system-deleted', machineId, resourceId });
        site.systems.delete(key);
      },
    },
    {
      name: 'SMS_CombinedDeviceResources',
      key: ['ResourceID'],
      rows: () => site.systems.all().map((system) => combinedRow(simulation, system)),
    },
    {
      name: 'SMS_Client_ComanagementState',
      key: ['ResourceID'],
      rows: () =>
        site.systems.all().flatMap((system) => {
          const row = comanagementRow(simulation, system);
          return row === undefined ? [] : [row];
        }),
    },
  ];
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/core/clients/manage/sms_r_system-server-wmi-class */
export function systemRow({ site, world }: Simulation, system: SiteSystem): PlainRow {
  return {
    ResourceID: system.resourceId,
    ResourceType: 5,
    Name: system.name,
    NetbiosName: system.name,
    ResourceDomainORWorkgroup: system.domain,
    Client: Number(system.isClient),
    ClientType: 1,
    ClientVersion: system.isClient ? CLIENT_VERSION : null,
    Active: Number(system.isActive),
    Obsolete: Number(system.isObsolete),
    Decommissioned: 0,
    SMSUniqueIdentifier: system.smsId,
    SMSAssignedSites: system.isClient ? [site.spec.siteCode] : [],
    OperatingSystemNameandVersion: 'Microsoft Windows NT Workstation 10.0',
    SerialNumber: system.serialNumber,
    AADDeviceID: system.aadDeviceId,
    AADTenantID: system.aadDeviceId === null ? null : world.tenant.tenantId,
    AlwaysInternet: 0,
    InternetEnabled: 1,
    Unknown: null,
  };
}

function combinedRow({ site, world }: Simulation, system: SiteSystem): PlainRow {
  return {
    ResourceID: system.resourceId,
    Name: system.name,
    SMSID: system.smsId,
    SiteCode: system.isClient ? site.spec.siteCode : null,
    Domain: system.domain,
    IsClient: system.isClient,
    IsActive: system.isActive,
    IsObsolete: system.isObsolete,
    IsBlocked: false,
    IsApproved: 1,
    ClientVersion: system.isClient ? CLIENT_VERSION : null,
    ClientActiveStatus: Number(system.isActive),
    LastActiveTime: system.lastActiveAt,
    LastPolicyRequest: system.lastActiveAt,
    SerialNumber: system.serialNumber,
    AADDeviceID: system.aadDeviceId,
    AADTenantID: system.aadDeviceId === null ? null : world.tenant.tenantId,
    CoManaged: system.comanagement?.mdmEnrolled ?? 0,
    CNIsOnline: system.isActive,
    CNIsOnInternet: system.aadDeviceId !== null,
  };
}

/** https://learn.microsoft.com/mem/configmgr/comanage/how-to-monitor */
export function comanagementRow({ site }: Simulation, system: SiteSystem): PlainRow | undefined {
  const { comanagement: state } = system;
  if (state === undefined) return undefined;
  return {
    ResourceID: system.resourceId,
    MachineId: system.resourceId,
    Name: system.name,
    SiteCode: site.spec.siteCode,
    AADDeviceID: system.aadDeviceId,
    MDMEnrolled: state.mdmEnrolled,
    MDMProvisioned: state.mdmEnrolled,
    ComgmtPolicyPresent: state.policyPresent,
    Authority: 'Intune',
    MDMWorkloads: String(site.comanagement.workloadFlags),
    AADJoined: 1,
    HybridAADJoined: 0,
    EnrollmentFailed: 0,
    PendingLogon: 0,
    EnrollmentStatusCode: 0,
  };
}
