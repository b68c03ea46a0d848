import type { Simulation } from '../../simulation.ts';
import type { AutopilotIdentity } from '../autopilot-identities/table.ts';

/**
 * Binds profiles to Autopilot identities some time after group membership or an assignment has
 * changed. https://learn.microsoft.com/autopilot/profiles
 */
export class ProfileAssignment {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { events, devices, autopilotIdentities } = simulation;
    events.on('group-members-changed', ({ added, removed }) => {
      for (const id of [...added, ...removed]) {
        const device = devices.find(id);
        if (device === undefined) continue;
        const identity = autopilotIdentities.findByEntraDevice(device);
        if (identity !== undefined) this.reconsider(identity);
      }
    });
    events.on('profile-assignments-changed', () => {
      for (const identity of autopilotIdentities.all()) this.reconsider(identity);
    });
  }

  reconsider(identity: AutopilotIdentity): void {
    const wanted = this.#wantedProfileId(identity);
    if (wanted === identity.wantedProfileId) return;
    identity.wantedProfileId = wanted;
    identity.deploymentProfileAssignmentStatus = wanted === undefined ? 'notAssigned' : 'pending';
    if (wanted === undefined) {
      identity.deploymentProfileId = undefined;
      identity.deploymentProfileAssignedDateTime = undefined;
      return;
    }
    const { clock, world } = this.#simulation;
    clock.after(world.timings.profileAssignmentMinutes, () => {
      if (identity.wantedProfileId !== wanted) return;
      identity.deploymentProfileId = wanted;
      // The usual resting state of a device not yet booted; spelt so by the vendor.
      identity.deploymentProfileAssignmentStatus = 'assignedUnkownSyncState';
      identity.deploymentProfileAssignedDateTime = clock.nowIso();
    });
  }

  #wantedProfileId(identity: AutopilotIdentity): string | undefined {
    const { devices, directory, deploymentProfiles } = this.#simulation;
    const device = devices.findByDeviceId(identity.azureActiveDirectoryDeviceId);
    if (device === undefined) return undefined;
    return deploymentProfiles.oldestAssignedTo(directory.groupIdsOf(device.id))?.id;
  }
}
