import { VendorClock, wallClock } from './clock.ts';
import { CollectionEvaluation } from './configmgr/collections/evaluation.ts';
import { seedSite } from './configmgr/seed.ts';
import { Site } from './configmgr/site.ts';
import { AuditLog } from './graph/audit/audit-log.ts';
import { AutopilotIdentityTable } from './graph/autopilot-identities/table.ts';
import { Registration } from './graph/autopilot-identities/registration.ts';
import { DirectoryReplicas } from './graph/consistency/directory-replicas.ts';
import { AutopilotSync } from './graph/autopilot-settings/sync.ts';
import { DeletedItemTable } from './graph/deleted-items/table.ts';
import { ProfileAssignment } from './graph/deployment-profiles/profile-assignment.ts';
import { DeploymentProfileTable } from './graph/deployment-profiles/table.ts';
import { DeviceChangeLog } from './graph/devices/change-log.ts';
import { EntraDeviceTable } from './graph/devices/table.ts';
import { Directory } from './graph/directory.ts';
import { seedEnrollmentConfigurations } from './graph/enrollment-configurations/seed.ts';
import { EnrollmentConfigurationTable } from './graph/enrollment-configurations/table.ts';
import { DynamicMembership } from './graph/groups/dynamic-membership.ts';
import { forgetDeletedGroups } from './graph/groups/forget-deleted-groups.ts';
import { GroupTable } from './graph/groups/table.ts';
import { ImportProcess } from './graph/imported-identities/import-process.ts';
import { ImportedIdentityTable } from './graph/imported-identities/table.ts';
import { LocalCredentialTable } from './graph/local-credentials/table.ts';
import { DailyPools } from './graph/managed-devices/daily-pools.ts';
import { DeviceActions } from './graph/managed-devices/device-actions.ts';
import { RemoteActionAuditTable } from './graph/managed-devices/remote-actions.ts';
import { ManagedDeviceTable } from './graph/managed-devices/table.ts';
import { seedMobileApps } from './graph/mobile-apps/seed.ts';
import { MobileAppTable } from './graph/mobile-apps/table.ts';
import { MobilityPolicies } from './graph/mobility-policies/table.ts';
import { OperationApproval } from './graph/operation-approval/operation-approval.ts';
import { ApprovalRequestTable } from './graph/operation-approval/table.ts';
import { TenantState } from './graph/organization/tenant-state.ts';
import { RecoveryKeyTable } from './graph/recovery-keys/table.ts';
import { UserTable } from './graph/users/table.ts';
import { Ids } from './ids.ts';
import { MachineLife } from './machines/life.ts';
import { MachineTable } from './machines/machine.ts';
import { Referee } from './referee/referee.ts';
import { seedDirectory } from './seed/directory.ts';
import { seedComanagement, seedMachines } from './seed/machines.ts';
import { WorldEvents } from './world-events.ts';
import type { World } from './world.ts';

/**
 * One running world: its tables, the processes that move it, and the referee that watches.
 * Processes know each other only through `events`.
 */
export class Simulation {
  readonly world: World;
  readonly clock: VendorClock;
  /** For what Microsoft does in people's time: throttle windows, tokens. Milliseconds. */
  readonly wallNow: () => number;
  readonly ids: Ids;
  readonly events = new WorldEvents();

  readonly users = new UserTable();
  readonly devices = new EntraDeviceTable();
  readonly deviceChanges: DeviceChangeLog;
  readonly groups = new GroupTable();
  readonly recoveryKeys = new RecoveryKeyTable();
  readonly localCredentials = new LocalCredentialTable();
  readonly enrollmentConfigurations = new EnrollmentConfigurationTable();
  readonly deploymentProfiles = new DeploymentProfileTable();
  readonly importedIdentities = new ImportedIdentityTable();
  readonly autopilotIdentities = new AutopilotIdentityTable();
  readonly managedDevices = new ManagedDeviceTable();
  readonly approvalRequests = new ApprovalRequestTable();
  readonly remoteActionAudits = new RemoteActionAuditTable();
  readonly mobileApps = new MobileAppTable();
  readonly machines = new MachineTable();
  /** By Entra object id, where the world names owners: their user principal names. */
  readonly registeredOwners = new Map<string, string[]>();
  readonly audit: AuditLog;
  readonly deletedItems: DeletedItemTable;
  readonly tenantState: TenantState;
  readonly mobilityPolicies: MobilityPolicies;
  readonly site: Site;

  readonly directory: Directory;
  readonly replicas: DirectoryReplicas;
  readonly dynamicMembership: DynamicMembership;
  readonly profileAssignment: ProfileAssignment;
  readonly registration: Registration;
  readonly importProcess: ImportProcess;
  readonly autopilotSync: AutopilotSync;
  readonly deviceActions: DeviceActions;
  readonly dailyPools: DailyPools;
  readonly operationApproval: OperationApproval;
  readonly collectionEvaluation: CollectionEvaluation;
  readonly life: MachineLife;
  readonly referee: Referee;

  constructor(world: World, options: { rate: number; wallNow?: () => number }) {
    this.world = world;
    this.wallNow = options.wallNow ?? wallClock;
    this.clock = new VendorClock({
      startAt: world.startAt,
      rate: options.rate,
      wallNow: this.wallNow,
    });
    this.ids = new Ids(world.seed);
    this.audit = new AuditLog(this);
    this.deletedItems = new DeletedItemTable(this);
    this.tenantState = new TenantState(world);
    this.mobilityPolicies = new MobilityPolicies(world);
    this.site = new Site(this);
    this.directory = new Directory(this);
    this.registration = new Registration(this);
    this.importProcess = new ImportProcess(this);
    this.autopilotSync = new AutopilotSync(this);
    this.deviceActions = new DeviceActions(this);
    this.dailyPools = new DailyPools(this);
    this.operationApproval = new OperationApproval(this);
    // The referee listens first: it must see the world as it was before anybody reacts.
    this.referee = new Referee(this);
    this.dynamicMembership = new DynamicMembership(this);
    this.profileAssignment = new ProfileAssignment(this);
    this.collectionEvaluation = new CollectionEvaluation(this);
    this.life = new MachineLife(this);
    forgetDeletedGroups(this);
    seedEnrollmentConfigurations(this);
    seedMobileApps(this);
    seedDirectory(this);
    seedMachines(this);
    seedSite(this);
    seedComanagement(this);
    for (const group of this.groups.all()) this.dynamicMembership.evaluate(group);
    this.audit.listen();
    // Last: what the world begins with, everybody knows.
    this.replicas = new DirectoryReplicas(this);
    this.deviceChanges = new DeviceChangeLog(this);
  }
}
