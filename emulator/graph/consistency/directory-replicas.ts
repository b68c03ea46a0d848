import { directoryNotFound } from '../errors.ts';
import type { Simulation } from '../../simulation.ts';
import type { EntraDevice } from '../devices/table.ts';
import type { Group } from '../groups/table.ts';
import { Lag } from './lag.ts';
import type { View } from './lag.ts';
import { MembershipReplica } from './membership.ts';
import { Replica } from './replica.ts';

/**
 * The directory as callers of Graph see it. Processes of the world and the referee read the tables
 * themselves: they are on the inside. Made when the world is seeded: its first state is old.
 */
export class DirectoryReplicas {
  readonly devices: Replica<EntraDevice>;
  readonly groups: Replica<Group>;
  readonly members: MembershipReplica;
  readonly lag: Lag;

  /** For the single GET, and for whatever names an object: 404 where it is not known (yet). */
  getDevice(id: string): EntraDevice {
    const device = this.devices.find(id, 'object');
    if (device === undefined) throw directoryNotFound(id);
    return device;
  }

  getGroup(id: string): Group {
    const group = this.groups.find(id, 'object');
    if (group === undefined) throw directoryNotFound(id);
    return group;
  }

  /** Ids of the groups that hold the object itself. */
  groupIdsOf(objectId: string, view: View): string[] {
    return Array.from(this.groups.rows(view).after(0), ({ row }) => row.id).filter((groupId) =>
      this.members.of(groupId, view).has(objectId),
    );
  }

  constructor({ clock, devices, events, groups, world }: Simulation) {
    this.lag = new Lag({ seconds: world.timings.directoryLagSeconds, seed: world.seed });
    const nowMs = () => clock.nowMs();
    const shared = { lag: this.lag, nowMs, idOf: (row: { id: string }) => row.id };
    this.devices = new Replica({ table: devices, ...shared });
    this.groups = new Replica({ table: groups, ...shared });
    this.members = new MembershipReplica({ groups, ...shared });
    events.on('entra-device-added', ({ device }) => {
      this.devices.changed(device.id);
    });
    events.on('entra-device-changed', ({ device }) => {
      this.devices.changed(device.id);
    });
    events.on('entra-device-deleted', ({ device }) => {
      this.devices.removed(device.id);
    });
    events.on('group-added', ({ group }) => {
      this.groups.changed(group.id);
    });
    events.on('group-changed', ({ group }) => {
      this.groups.changed(group.id);
    });
    events.on('group-links-changed', ({ groupId, added, removed }) => {
      this.members.changed(groupId, { added, removed });
    });
    events.on('group-deleted', ({ group }) => {
      this.groups.removed(group.id);
    });
  }
}
