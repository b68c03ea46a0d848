import type { Simulation } from '../../simulation.ts';
import { vendorMinutes } from '../../vendor-delay.ts';
import type { AssignmentStatus, AutopilotIdentity } from '../autopilot-identities/table.ts';

export type AssignmentTransitionName = 'want' | 'bind' | 'refuse' | 'download' | 'edit' | 'release';

interface AssignmentTransition {
  from: readonly AssignmentStatus[];
  to: AssignmentStatus;
  /** Of `timings`; `null`: at once. */
  after: 'profileAssignmentMinutes' | 'profileReleaseMinutes' | null;
}

const assigned = ['assignedUnkownSyncState', 'assignedInSync', 'assignedOutOfSync'] as const;

/**
 * `assignedUnkownSyncState`, spelt so by the vendor, is the usual resting state of a device that
 * has not booted yet. Edits reach a device only when it is reset: it is out of sync until then.
 * https://learn.microsoft.com/autopilot/profiles
 */
export const assignmentTransitions: Readonly<
  Record<AssignmentTransitionName, AssignmentTransition>
> = {
  want: { from: ['notAssigned', 'pending', 'failed', ...assigned], to: 'pending', after: null },
  bind: { from: ['pending'], to: 'assignedUnkownSyncState', after: 'profileAssignmentMinutes' },
  refuse: { from: ['pending'], to: 'failed', after: 'profileAssignmentMinutes' },
  /** OOBE has fetched it. */
  download: { from: assigned, to: 'assignedInSync', after: null },
  edit: { from: ['assignedInSync'], to: 'assignedOutOfSync', after: null },
  release: {
    from: ['pending', 'failed', ...assigned],
    to: 'notAssigned',
    after: 'profileReleaseMinutes',
  },
};

/**
 * Binds profiles to Autopilot identities some time after group membership or an assignment has
 * changed, and lets go of them as slowly: whoever deletes a profile before its devices have let go
 * of it leaves them with event 809. https://learn.microsoft.com/autopilot/troubleshooting-faq
 */
export class ProfileAssignment {
  readonly #simulation: Simulation;
  /** By identity: profiles bound to a device and not to a group of it. */
  readonly #direct = new Map<string, string>();

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
    events.on('entra-device-changed', ({ actor, changes, device }) => {
      if (actor !== 'world' || !changes.includes('trustType')) return;
      const identity = autopilotIdentities.findByEntraDevice(device);
      if (identity?.deploymentProfileId !== undefined) move(identity, 'download');
    });
  }

  assignDirectly(identity: AutopilotIdentity, profileId: string): void {
    this.#direct.set(identity.id, profileId);
    this.reconsider(identity);
  }

  edited(profileId: string): void {
    for (const identity of this.#simulation.autopilotIdentities.all()) {
      if (identity.deploymentProfileId === profileId) move(identity, 'edit');
    }
  }

  reconsider(identity: AutopilotIdentity): void {
    const wanted = this.#wantedProfileId(identity);
    if (wanted === identity.wantedProfileId) return;
    identity.wantedProfileId = wanted;
    this.#simulation.events.publish({ type: 'profile-wanted', identity, profileId: wanted });
    if (wanted === undefined) this.#release(identity);
    else this.#bind(identity, wanted);
  }

  #bind(identity: AutopilotIdentity, wanted: string): void {
    const { clock, machines, world } = this.#simulation;
    move(identity, 'want');
    const { machineId } = identity;
    const machine = machineId === undefined ? undefined : machines.find(machineId);
    const detail = machine?.spec.profileAssignmentError;
    clock.after(vendorMinutes(world, 'profileAssignmentMinutes', identity.id), () => {
      if (identity.wantedProfileId !== wanted) return;
      identity.assignmentDetail = detail ?? 'none';
      if (detail !== undefined) {
        move(identity, 'refuse');
        return;
      }
      move(identity, 'bind');
      identity.deploymentProfileId = wanted;
      identity.deploymentProfileAssignedDateTime = clock.nowIso();
    });
  }

  /** Until then the device keeps what it has, even a profile that is gone. */
  #release(identity: AutopilotIdentity): void {
    const { clock, world } = this.#simulation;
    clock.after(vendorMinutes(world, 'profileReleaseMinutes', identity.id), () => {
      if (identity.wantedProfileId !== undefined) return;
      move(identity, 'release');
      identity.assignmentDetail = 'none';
      identity.deploymentProfileId = undefined;
      identity.deploymentProfileAssignedDateTime = undefined;
    });
  }

  #wantedProfileId(identity: AutopilotIdentity): string | undefined {
    const { devices, directory, deploymentProfiles } = this.#simulation;
    const direct = this.#direct.get(identity.id);
    if (direct !== undefined && deploymentProfiles.find(direct) !== undefined) return direct;
    const device = devices.findByDeviceId(identity.azureActiveDirectoryDeviceId);
    if (device === undefined) return undefined;
    return deploymentProfiles.oldestAssignedTo(directory.groupIdsOf(device.id))?.id;
  }
}

function move(identity: AutopilotIdentity, name: AssignmentTransitionName): void {
  const { from, to } = assignmentTransitions[name];
  if (!from.includes(identity.deploymentProfileAssignmentStatus)) return;
  identity.deploymentProfileAssignmentStatus = to;
}
