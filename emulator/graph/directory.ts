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
    this.#simulation.devices.delete(device.id);
    this.#simulation.deviceChanges.record(device.id, true);
    for (const group of this.#simulation.groups.all()) {
      if (!group.members.has(device.id)) continue;
      this.setMembers(group, new Set([...group.members].filter((id) => id !== device.id)));
    }
  }

  setMembers(group: Group, wanted: Set<string>): void {
    const added = [...wanted].filter((id) => !group.members.has(id));
    const removed = [...group.members].filter((id) => !wanted.has(id));
    if (added.length === 0 && removed.length === 0) return;
    group.members = wanted;
    const { events } = this.#simulation;
    events.publish({ type: 'group-members-changed', groupId: group.id, added, removed });
  }

  groupIdsOf(entraObjectId: string): string[] {
    return this.#simulation.groups
      .all()
      .filter((group) => group.members.has(entraObjectId))
      .map((group) => group.id);
  }
}
