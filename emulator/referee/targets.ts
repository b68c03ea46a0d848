import type { AssignmentTarget } from '../graph/enrollment-configurations/table.ts';
import type { Simulation } from '../simulation.ts';
import type { Store } from './violation.ts';

/** What people assign to groups, or to everything. */
export const assignableStores = [
  'enrollmentConfigurations',
  'deploymentProfiles',
  'mobileApps',
] as const satisfies readonly Store[];
export type AssignableStore = (typeof assignableStores)[number];

export function isAssignable(store: Store | undefined): store is AssignableStore {
  return (assignableStores as readonly (Store | undefined)[]).includes(store);
}

/** One assignment of an object, however the vendor spells it. */
export interface Target {
  to: 'group' | 'allDevices' | 'allUsers' | 'exclusion';
  groupId: string;
  /** Of apps. */
  intent?: string;
}

/** Equal targets have equal keys, whatever the vendor adds to them. */
export function targetKey({ to, groupId, intent }: Target): string {
  return [to, groupId, intent ?? ''].join('/');
}

const kinds: Readonly<Record<AssignmentTarget['@odata.type'], Target['to']>> = {
  '#microsoft.graph.groupAssignmentTarget': 'group',
  '#microsoft.graph.exclusionGroupAssignmentTarget': 'exclusion',
  '#microsoft.graph.allDevicesAssignmentTarget': 'allDevices',
  '#microsoft.graph.allLicensedUsersAssignmentTarget': 'allUsers',
};

export function targetsOf(
  { deploymentProfiles, enrollmentConfigurations, mobileApps }: Simulation,
  store: AssignableStore,
  id: string,
): Target[] {
  switch (store) {
    case 'enrollmentConfigurations':
      return enrollmentConfigurations.find(id)?.targets.map(fromWire) ?? [];
    case 'deploymentProfiles':
      return (
        deploymentProfiles.find(id)?.assignments.map(({ groupId }) => ({ to: 'group', groupId })) ??
        []
      );
    case 'mobileApps':
      return (
        mobileApps
          .find(id)
          ?.assignments.map(({ intent, target }) => ({ ...fromWire(target), intent })) ?? []
      );
  }
}

function fromWire(target: AssignmentTarget): Target {
  return { to: kinds[target['@odata.type']], groupId: target.groupId ?? '' };
}

/** An app that is only offered changes nothing on a PC. */
function isForced({ intent }: Target): boolean {
  return intent === undefined || intent === 'required' || intent === 'uninstall';
}

/** Machines that the targets reach, by their device or their user; an exclusion wins. */
export function machinesReached(simulation: Simulation, targets: readonly Target[]): Set<string> {
  const reached = new Set<string>();
  for (const target of targets.filter(isForced)) {
    if (target.to === 'exclusion') continue;
    for (const id of machinesOf(simulation, target)) reached.add(id);
  }
  for (const target of targets) {
    if (target.to !== 'exclusion') continue;
    for (const id of machinesOf(simulation, target)) reached.delete(id);
  }
  return reached;
}

function machinesOf(simulation: Simulation, { groupId, intent, to }: Target): string[] {
  if (to === 'group' || to === 'exclusion') return membersOf(simulation, groupId, intent);
  return simulation.machines
    .all()
    .map(({ id }) => id)
    .filter((id) => {
      const record = simulation.managedDevices.findByMachine(id);
      if (record === undefined) return false;
      return to === 'allDevices' || record.userPrincipalName !== '';
    });
}

/** With the members of groups in it. What apps are assigned to users goes to their PCs. */
function membersOf(simulation: Simulation, groupId: string, intent: string | undefined): string[] {
  const { devices, groups, users } = simulation;
  const found: string[] = [];
  const owners = new Set<string>();
  const seen = new Set([groupId]);
  const open = [groupId];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const id of groups.find(next)?.members ?? []) {
      const device = devices.find(id);
      if (device?.machineId !== undefined && device.isCurrent) found.push(device.machineId);
      const user = intent === undefined || device !== undefined ? undefined : users.find(id);
      if (user !== undefined) owners.add(user.userPrincipalName.toLowerCase());
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(id);
    }
  }
  if (owners.size === 0) return found;
  const records = simulation.managedDevices.all();
  return [
    ...found,
    ...records.flatMap(({ machineId, userPrincipalName }) =>
      machineId !== undefined && owners.has(userPrincipalName.toLowerCase()) ? [machineId] : [],
    ),
  ];
}
