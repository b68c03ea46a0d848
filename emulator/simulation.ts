import { VendorClock } from './clock.ts';
import { CollectionEvaluation } from './configmgr/collections/evaluation.ts';
import { seedSite } from './configmgr/seed.ts';
import { Site } from './configmgr/site.ts';
import { AutopilotIdentityTable } from './graph/autopilot-identities/table.ts';
import { Registration } from './graph/autopilot-identities/registration.ts';
import { AutopilotSync } from './graph/autopilot-settings/sync.ts';
import { ProfileAssignment } from './graph/deployment-profiles/profile-assignment.ts';
import { DeploymentProfileTable } from './graph/deployment-profiles/table.ts';
import { DeviceChangeLog } from './graph/devices/delta.ts';
import { EntraDeviceTable } from './graph/devices/table.ts';
import { Directory } from './graph/directory.ts';
import { seedEnrollmentConfigurations } from './graph/enrollment-configurations/seed.ts';
import { EnrollmentConfigurationTable } from './graph/enrollment-configurations/table.ts';
import { DynamicMembership } from './graph/groups/dynamic-membership.ts';
import { GroupTable } from './graph/groups/table.ts';
import { ImportedIdentityTable } from './graph/imported-identities/table.ts';
import { LocalCredentialTable } from './graph/local-credentials/table.ts';
import { DeviceActions } from './graph/managed-devices/device-actions.ts';
import { ManagedDeviceTable } from './graph/managed-devices/table.ts';
import { RecoveryKeyTable } from './graph/recovery-keys/table.ts';
import { UserTable } from './graph/users/table.ts';
import { Ids } from './ids.ts';
import { MachineLife } from './machines/life.ts';
import { MachineTable } from './machines/machine.ts';
import { Referee } from './referee/referee.ts';
import { seedDirectory } from './seed/directory.ts';
import { seedMachines } from './seed/machines.ts';
import { WorldEvents } from './world-events.ts';
import type { World } from './world.ts';

/**
 * One running world: its tables, the processes that move it, and the referee that watches.
 * Processes know each other only through `events`.
 */
export class Simulation {
  readonly world: World;
  readonly clock: VendorClock;
  readonly ids: Ids;
  readonly events = new WorldEvents();

  readonly users = new UserTable();
  readonly devices = new EntraDeviceTable();
  readonly deviceChanges = new DeviceChangeLog();
  readonly groups = new GroupTable();
  readonly recoveryKeys = new RecoveryKeyTable();
  readonly localCredentials = new LocalCredentialTable();
  readonly enrollmentConfigurations = new EnrollmentConfigurationTable();
  readonly deploymentProfiles = new DeploymentProfileTable();
  readonly importedIdentities = new ImportedIdentityTable();
  readonly autopilotIdentities = new AutopilotIdentityTable();
  readonly managedDevices = new ManagedDeviceTable();
  readonly machines = new MachineTable();
  readonly site: Site;

  readonly directory: Directory;
  readonly dynamicMembership: DynamicMembership;
  readonly profileAssignment: ProfileAssignment;
  readonly registration: Registration;
  readonly autopilotSync: AutopilotSync;
  readonly deviceActions: DeviceActions;
  readonly collectionEvaluation: CollectionEvaluation;
  readonly life: MachineLife;
  readonly referee: Referee;

  constructor(world: World, options: { rate: number }) {
    this.world = world;
    this.clock = new VendorClock({ startAt: world.startAt, rate: options.rate });
    this.ids = new Ids(world.seed);
    this.site = new Site(this);
    this.directory = new Directory(this);
    this.registration = new Registration(this);
    this.autopilotSync = new AutopilotSync(this);
    this.deviceActions = new DeviceActions(this);
    // The referee listens first: it must see the world as it was before anybody reacts.
    this.referee = new Referee(this);
    this.dynamicMembership = new DynamicMembership(this);
    this.profileAssignment = new ProfileAssignment(this);
    this.collectionEvaluation = new CollectionEvaluation(this);
    this.life = new MachineLife(this);
    this.events.on('entra-device-added', ({ device }) => {
      this.deviceChanges.record(device.id, false);
    });
    this.events.on('entra-device-changed', ({ device }) => {
      this.deviceChanges.record(device.id, false);
    });
    seedEnrollmentConfigurations(this);
    seedDirectory(this);
    seedMachines(this);
    seedSite(this);
    for (const group of this.groups.all()) this.dynamicMembership.evaluate(group);
  }
}
