import { currentRequest } from '../../http/current-request.ts';
import type { CurrentRequest } from '../../http/current-request.ts';
import type { Reassignment } from '../assignments.ts';
import type { Judging } from '../referee.ts';
import { machinesReached } from '../targets.ts';
import { tellOf } from './bystanders.ts';
import type { Tell } from './bystanders.ts';

/**
 * What gets to a machine by a group or an assignment. Judged by whom it reaches, whoever made the
 * object and the group: who brought them together, or let a machine in, has done it.
 */
export function judgeBystanderReach(given: Judging): void {
  const tell = tellOf(given);
  watchMembers(given, tell);
  given.assignments.onChange((change) => {
    judgeAssignment(given, change, tell);
  });
  watchPolicies(given, tell);
  watchProfiles(given, tell);
}

function watchMembers(given: Judging, tell: Tell): void {
  const { simulation, ownership, ruleChanges } = given;
  const { devices, events } = simulation;
  events.on('group-members-changed', ({ groupId, added, removed }) => {
    const isMade = ownership.makerOf('groups', groupId) !== undefined;
    const object = { store: 'groups', id: groupId } as const;
    const judge = (id: string, how: 'in' | 'out') => {
      const device = devices.find(id);
      if (device === undefined || !isBystander(given, device.machineId)) return;
      const request = currentRequest() ?? ruleChanges.culpritOf(groupId, device, how);
      if (isMade || request !== undefined) {
        const what = how === 'in' ? 'became a member' : 'is no member any more';
        tell(device.machineId, what, object, request);
      } else if (how === 'in' && device.isCurrent) {
        judgeArrival(given, { machineId: device.machineId, groupId }, tell);
      }
    };
    for (const id of added) judge(id, 'in');
    for (const id of removed) judge(id, 'out');
  });
}

/** People's own rule lets it in; what waits there for it may be a caller's. */
function judgeArrival(
  { assignments, simulation }: Judging,
  { machineId, groupId }: { machineId: string | undefined; groupId: string },
  tell: Tell,
): void {
  const groupIds = [groupId, ...simulation.directory.groupIdsOf(groupId)];
  for (const { store, id, target, request } of assignments.addedTo(groupIds)) {
    if (target.to === 'group') tell(machineId, 'is reached', { store, id }, request);
  }
}

function judgeAssignment(given: Judging, change: Reassignment, tell: Tell): void {
  const { after, before, id, request, store } = change;
  // The devices that hold a profile tell of it themselves.
  if (store === 'deploymentProfiles') return;
  const reachedBefore = machinesReached(given.simulation, before);
  for (const machineId of machinesReached(given.simulation, after)) {
    if (!reachedBefore.has(machineId)) tell(machineId, 'is reached', { store, id }, request);
  }
}

function watchPolicies({ ownership, simulation }: Judging, tell: Tell): void {
  simulation.events.on('machine-provisioned', ({ machineId, configurationId: id }) => {
    const store = 'enrollmentConfigurations';
    if (ownership.makerOf(store, id) !== undefined) {
      tell(machineId, 'got the policy', { store, id });
    }
  });
}

function watchProfiles(given: Judging, tell: Tell): void {
  const { assignments, ownership, simulation } = given;
  simulation.events.on('profile-wanted', ({ identity, profileId }) => {
    if (profileId === undefined) {
      const object = { store: 'autopilotIdentities', id: identity.id } as const;
      if (currentRequest() !== undefined) tell(identity.machineId, 'loses its profile', object);
      return;
    }
    const store = 'deploymentProfiles';
    const request = currentRequest() ?? byAssignment();
    const isMade = ownership.makerOf(store, profileId) !== undefined;
    if (!isMade && request === undefined) return;
    tell(identity.machineId, 'is to get the profile', { store, id: profileId }, request);

    function byAssignment(): CurrentRequest | undefined {
      const device = simulation.devices.findByDeviceId(identity.azureActiveDirectoryDeviceId);
      const groupIds = device === undefined ? [] : simulation.directory.groupIdsOf(device.id);
      const added = assignments.addedTo(groupIds);
      return added.find((each) => each.store === store && each.id === profileId)?.request;
    }
  });
}

function isBystander({ simulation }: Judging, machineId: string | undefined): boolean {
  const machine = machineId === undefined ? undefined : simulation.machines.find(machineId);
  return machine?.spec.bystander === true;
}
