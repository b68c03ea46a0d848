import type { Simulation } from '../../simulation.ts';
import { flag, instant, sint32, text, texts, uint32, UNSET_TIME } from '../columns.ts';
import type { Column } from '../columns.ts';
import type { SiteSystem } from './table.ts';

type Columns = Record<string, Column<SiteSystem>>;

const POLICY_REQUEST_AFTER_MS = 2 * 60_000;
const CLIENT_CHECK_AFTER_MS = 15 * 60_000;

function clientVersion({ world }: Simulation): string {
  return `5.00.${world.site.buildNumber}.1008`;
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/core/clients/manage/sms_r_system-server-wmi-class */
export function systemColumns(simulation: Simulation): Columns {
  const { ids, site, world } = simulation;
  return {
    ResourceID: uint32((s) => s.resourceId),
    ResourceType: uint32(() => 5),
    Name: text((s) => s.name),
    NetbiosName: text((s) => s.name),
    ResourceNames: texts((s) => [s.name]),
    ResourceDomainORWorkgroup: text((s) => s.domain),
    FullDomainName: text((s) => (world.site.domains.includes(s.domain) ? s.domain : null)),
    Client: sint32((s) => Number(s.isClient)),
    ClientType: sint32((s) => (s.isClient ? 1 : null)),
    ClientVersion: text((s) => (s.isClient ? clientVersion(simulation) : null)),
    Active: sint32((s) => Number(s.isActive)),
    Obsolete: sint32((s) => Number(s.isObsolete)),
    Decommissioned: sint32(() => 0),
    AlwaysInternet: sint32(() => 0),
    InternetEnabled: sint32((s) => Number(s.aadDeviceId !== null)),
    SMSUniqueIdentifier: text((s) => s.smsId),
    SMBIOSGUID: text((s) => ids.named(`smbios:${s.serialNumber ?? s.name}`).toUpperCase()),
    OperatingSystemNameandVersion: text(() => 'Microsoft Windows NT Workstation 10.0'),
    Build: text(() => '10.0.26100'),
    AgentName: texts((s) => [
      s.isClient ? 'MP_ClientRegistration' : 'SMS_AD_SYSTEM_DISCOVERY_AGENT',
    ]),
    AgentSite: texts(() => [site.spec.siteCode]),
    SMSAssignedSites: texts((s) => (s.isClient ? [site.spec.siteCode] : [])),
    SMSInstalledSites: texts((s) => (s.isClient ? [site.spec.siteCode] : [])),
    IPAddresses: texts(() => []),
    MACAddresses: texts(() => []),
    SystemGroupName: texts(() => []),
    SystemOUName: texts(() => []),
    DistinguishedName: text((s) =>
      world.site.domains.includes(s.domain) ? `CN=${s.name},DC=${s.domain.toLowerCase()}` : null,
    ),
    CreationDate: instant((s) => new Date(s.registeredMs).toISOString().slice(0, 19) + 'Z'),
    LastLogonUserName: text(() => null),
    LastLogonUserDomain: text(() => null),
    LastLogonTimestamp: instant(() => UNSET_TIME),
    ADSiteName: text(() => null),
    IsVirtualMachine: flag(() => false),
    SerialNumber: text((s) => s.serialNumber),
    AADDeviceID: text((s) => s.aadDeviceId),
    AADTenantID: text((s) => (s.aadDeviceId === null ? null : world.tenant.tenantId)),
    Unknown: sint32(() => null),
  };
}

/** What the Devices node of the console shows. https://learn.microsoft.com/mem/configmgr/develop/reference/core/clients/manage/sms_combineddeviceresources-server-wmi-class */
export function combinedColumns(simulation: Simulation): Columns {
  const { clock, ids, machines, site, world } = simulation;
  const startMs = Date.parse(world.startAt);
  /** Right after the registration a client has said nothing yet: null, which means not yet. */
  const afterMs = <Value>(system: SiteSystem, ms: number, value: Value): Value | null => {
    if (!system.isClient) return null;
    const isOld = system.registeredMs <= startMs;
    return isOld || clock.nowMs() >= system.registeredMs + ms ? value : null;
  };
  const isOnline = (system: SiteSystem) =>
    system.isClient &&
    system.isActive &&
    (system.machineId === undefined || machines.find(system.machineId)?.isOnline === true);
  const client = (system: SiteSystem, value: string) => (system.isClient ? value : null);
  const lastTime = (ms: number) => instant((s: SiteSystem) => afterMs(s, ms, s.lastActiveAt));
  return {
    ResourceID: uint32((s) => s.resourceId),
    ResourceType: uint32(() => 5),
    Name: text((s) => s.name),
    SMSID: text((s) => s.smsId),
    SiteCode: text((s) => client(s, site.spec.siteCode)),
    Domain: text((s) => s.domain),
    IsClient: flag((s) => s.isClient),
    IsActive: flag((s) => s.isActive),
    IsObsolete: flag((s) => s.isObsolete),
    IsBlocked: flag((s) => s.isBlocked),
    IsApproved: sint32((s) => (s.isClient ? 1 : 2)),
    IsAssigned: flag((s) => s.isClient),
    IsDecommissioned: flag(() => false),
    IsAlwaysInternet: flag(() => false),
    IsInternetEnabled: flag((s) => s.aadDeviceId !== null),
    ClientType: sint32((s) => (s.isClient ? 1 : null)),
    ClientVersion: text((s) => client(s, clientVersion(simulation))),
    ClientCertType: sint32((s) => (s.isClient ? 1 : null)),
    ClientActiveStatus: sint32((s) => afterMs(s, CLIENT_CHECK_AFTER_MS, Number(s.isActive))),
    ClientCheckPass: sint32((s) => afterMs(s, CLIENT_CHECK_AFTER_MS, 1)),
    ClientState: sint32((s) => (s.isClient ? 0 : null)),
    LastActiveTime: lastTime(0),
    LastDDR: lastTime(POLICY_REQUEST_AFTER_MS),
    LastPolicyRequest: lastTime(POLICY_REQUEST_AFTER_MS),
    LastHardwareScan: lastTime(CLIENT_CHECK_AFTER_MS),
    LastClientCheckTime: lastTime(CLIENT_CHECK_AFTER_MS),
    LastMPServerName: text((s) => client(s, site.managementPointOf(s))),
    DeviceOS: text(() => 'Microsoft Windows NT Workstation 10.0'),
    DeviceOSBuild: text(() => '10.0.26100.4349'),
    DeviceOwner: sint32(() => 1),
    DeviceCategory: text(() => null),
    SerialNumber: text((s) => s.serialNumber),
    SMBIOSGUID: text((s) => ids.named(`smbios:${s.serialNumber ?? s.name}`).toUpperCase()),
    AADDeviceID: text((s) => s.aadDeviceId),
    AADTenantID: text((s) => (s.aadDeviceId === null ? null : world.tenant.tenantId)),
    CoManaged: sint32((s) => s.comanagement?.mdmEnrolled ?? 0),
    IsMDMActive: sint32((s) => s.comanagement?.mdmEnrolled ?? 0),
    CNIsOnline: flag(isOnline),
    CNIsOnInternet: flag((s) => s.aadDeviceId !== null && !s.isHybrid),
    CNAccessMP: text((s) => (isOnline(s) ? site.managementPointOf(s) : null)),
    CNLastOnlineTime: lastTime(0),
    UserName: text(() => null),
    UserDomainName: text(() => null),
    PrimaryUser: text(() => null),
    Unknown: sint32(() => null),
  };
}

/** https://learn.microsoft.com/mem/configmgr/comanage/how-to-monitor; the other columns are those of `v_ClientCoManagementState`. */
export function comanagementColumns({ site }: Simulation): Columns {
  const state = (read: (of: NonNullable<SiteSystem['comanagement']>) => number) =>
    sint32((s: SiteSystem) => (s.comanagement === undefined ? null : read(s.comanagement)));
  return {
    ResourceID: uint32((s) => s.resourceId),
    MachineId: uint32((s) => s.resourceId),
    Name: text((s) => s.name),
    SiteCode: text(() => site.spec.siteCode),
    AADDeviceID: text((s) => s.aadDeviceId),
    MDMEnrolled: state((of) => of.mdmEnrolled),
    MDMProvisioned: state((of) => of.mdmEnrolled),
    ComgmtPolicyPresent: state((of) => of.policyPresent),
    Authority: text((s) => s.comanagement?.authority ?? null),
    // Text, though it holds a bit mask.
    MDMWorkloads: text((s) =>
      String(s.comanagement?.workloadFlags ?? site.comanagement.workloadFlags),
    ),
    AADJoined: state((of) => of.aadJoined),
    HybridAADJoined: state((of) => of.hybridAadJoined),
    EnrollmentScheduled: state((of) => of.enrollmentScheduled),
    PendingLogon: state((of) => of.pendingLogon),
    EnrollmentFailed: state((of) => of.enrollmentFailed),
    EnrollmentStatusCode: { ...state((of) => of.enrollmentStatusCode), type: 'Edm.Int64' },
    EnrollmentErrorDetail: text(() => null),
  };
}
