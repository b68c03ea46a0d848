import type { Simulation } from '../../simulation.ts';
import { Table } from '../../table.ts';
import { directoryNotFound } from '../errors.ts';
import type { EntraDevice } from '../devices/table.ts';
import type { Group } from '../groups/table.ts';

export type DeletedItem =
  | { id: string; kind: 'device'; deletedDateTime: string; object: EntraDevice; groupIds: string[] }
  | { id: string; kind: 'group'; deletedDateTime: string; object: Group; memberIds: string[] };

/** https://learn.microsoft.com/entra/identity/users/directory-delete-restore */
const KEPT_MINUTES = 30 * 24 * 60;

/**
 * Deleted directory objects that can be restored for 30 days. Which objects come here is a matter
 * of the world's `tenant.softDelete`: the soft deletion of devices is a preview.
 */
export class DeletedItemTable extends Table<DeletedItem> {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    super((item) => item.id);
    this.#simulation = simulation;
  }

  get(id: string): DeletedItem {
    const item = this.find(id);
    if (item === undefined) throw directoryNotFound(id);
    return item;
  }

  /** An object that never joined, such as a pre-created one, is gone at once. */
  keepDevice(device: EntraDevice, groups: Group[]): void {
    const { devices, hybridDevices } = this.#simulation.world.tenant.softDelete;
    const isCovered = device.trustType === 'ServerAd' ? hybridDevices : device.trustType !== null;
    if (!devices || !isCovered) return;
    const groupIds = groups.map(({ id }) => id);
    this.#keep({ id: device.id, kind: 'device', object: device, groupIds });
  }

  keepGroup(group: Group): void {
    const isUnified = group.groupTypes.includes('Unified');
    if (!isUnified && !this.#simulation.world.tenant.softDelete.securityGroups) return;
    const memberIds = [...group.members];
    this.#keep({ id: group.id, kind: 'group', object: group, memberIds });
  }

  /** Compliance is unknown again, and Intune's assignments to a group do not come back. */
  restore(item: DeletedItem): void {
    const { directory, dynamicMembership, events, groups } = this.#simulation;
    this.delete(item.id);
    if (item.kind === 'group') {
      groups.add(item.object);
      events.publish({ type: 'group-added', group: item.object });
      directory.changeMembers(item.object, { added: item.memberIds });
      dynamicMembership.schedule(item.object);
      return;
    }
    item.object.isCompliant = null;
    directory.addDevice(item.object);
    for (const group of item.groupIds.flatMap((id) => groups.find(id) ?? [])) {
      directory.changeMembers(group, { added: [item.id] });
    }
  }

  #keep(item: KeptItem): void {
    const { clock } = this.#simulation;
    const kept = this.add({ ...item, deletedDateTime: clock.nowIso() });
    clock.after(KEPT_MINUTES, () => {
      if (this.find(kept.id) === kept) this.delete(kept.id);
    });
  }
}

type KeptItem<Item = DeletedItem> = Item extends unknown ? Omit<Item, 'deletedDateTime'> : never;
