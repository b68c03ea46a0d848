import type { Simulation } from '../simulation.ts';
import type { Actor } from '../world-events.ts';
import type { EntraDevice } from './devices/table.ts';
import type { Group } from './groups/table.ts';

/** Changes to directory objects that have consequences elsewhere. */
export class Directory {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  addDevice(device: EntraDevice): void {
    this.#simulation.devices.add(device);
    this.#simulation.events.publish({ type: 'entra-device-added', device, actor: 'world' });
  }

  /** Told by the world, not by a caller. */
  changed(device: EntraDevice, changes: string[]): void {
    const { events } = this.#simulation;
    events.publish({ type: 'entra-device-changed', device, changes, actor: 'world' });
  }

  removeDevice(device: EntraDevice, actor: Actor): void {
    this.#simulation.events.publish({ type: 'entra-device-deleted', device, actor });
    this.#simulation.deletedItems.keepDevice(device, this.#directGroupsOf(device.id));
    this.#simulation.devices.delete(device.id);
    this.#leaveGroups(device.id);
  }

  /** Whatever Intune assigns to the group is assigned to it no more. */
  removeGroup(group: Group): void {
    const { deletedItems, events, groups } = this.#simulation;
    deletedItems.keepGroup(group);
    this.setMembers(group, new Set());
    groups.delete(group.id);
    this.#leaveGroups(group.id);
    events.publish({ type: 'group-deleted', group });
  }

  setMembers(group: Group, wanted: ReadonlySet<string>): void {
    this.changeMembers(group, {
      added: [...wanted],
      removed: [...group.members].filter((id) => !wanted.has(id)),
    });
  }

  /** In place: a large group is not copied for one member. */
  changeMembers(group: Group, change: { added?: string[]; removed?: string[] }): void {
    const { members } = group;
    const added = (change.added ?? []).filter((id) => !members.has(id));
    const removed = (change.removed ?? []).filter((id) => members.has(id));
    if (added.length === 0 && removed.length === 0) return;
    for (const id of added) members.add(id);
    for (const id of removed) members.delete(id);
    const { events } = this.#simulation;
    events.publish({ type: 'group-links-changed', groupId: group.id, added, removed });
    events.publish({
      type: 'group-members-changed',
      groupId: group.id,
      added: this.#withNestedMembers(added),
      removed: this.#withNestedMembers(removed),
    });
  }

  /** Groups that hold the object, directly or through a group in them. */
  groupIdsOf(objectId: string): string[] {
    const found = new Set<string>();
    const open = [objectId];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const { id } of this.#directGroupsOf(next)) {
        if (found.has(id)) continue;
        found.add(id);
        open.push(id);
      }
    }
    return [...found];
  }

  /** With the members of the groups among them; a ring of groups is walked once. */
  #withNestedMembers(ids: string[]): string[] {
    const { groups } = this.#simulation;
    const found = new Set<string>();
    const open = [...ids];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      for (const id of groups.find(next)?.members ?? []) open.push(id);
    }
    return [...found];
  }

  #leaveGroups(objectId: string): void {
    for (const group of this.#directGroupsOf(objectId)) {
      this.changeMembers(group, { removed: [objectId] });
    }
  }

  #directGroupsOf(objectId: string): Group[] {
    return this.#simulation.groups.all().filter((group) => group.members.has(objectId));
  }
}
