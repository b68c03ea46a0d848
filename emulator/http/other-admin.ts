import { z } from 'zod';
import type { Simulation } from '../simulation.ts';
import type { Table } from '../table.ts';

const deeds = ['rename', 'delete', 'reassign', 'disable', 'enable'] as const;
type Deed = (typeof deeds)[number];

const tableNames = [
  'devices',
  'users',
  'groups',
  'managedDevices',
  'autopilotIdentities',
  'deploymentProfiles',
  'enrollmentConfigurations',
  'collections',
] as const;
type TableName = (typeof tableNames)[number];

/** What another administrator does while a request is under way. */
export const changeSchema = z.strictObject({
  when: z.enum(['before', 'after']).default('before'),
  do: z.enum(deeds),
  table: z.enum(tableNames),
  /** Left out: the first object of the table that the path or `where` names. */
  id: z.string().optional(),
  /** Properties as the emulator keeps them, for example `{"displayName":"Gangway devices"}`. */
  where: z.record(z.string(), z.json()).optional(),
  /** The new name, user, group tag, or group the object is assigned to. */
  value: z.string().default('changed-by-another-admin'),
});
export type Change = z.infer<typeof changeSchema>;

/** Does nothing when the object is not there, as the other administrator would. */
export function changeAsOtherAdmin(simulation: Simulation, change: Change, path: string): void {
  const act = actions(simulation)[change.table][change.do];
  if (act === undefined) throw new Error(`Nobody can ${change.do} in ${change.table}.`);
  act(change, path);
}

type Act = (change: Change, path: string) => void;
type Acts = Partial<Record<Deed, Act>>;

function actions(simulation: Simulation): Record<TableName, Acts> {
  return { ...directoryActions(simulation), ...intuneActions(simulation) };
}

function directoryActions(
  simulation: Simulation,
): Pick<Record<TableName, Acts>, 'devices' | 'users' | 'groups'> {
  const { directory, groups } = simulation;
  const device = on(simulation.devices);
  const user = on(simulation.users);
  const group = on(groups);
  const setEnabled = (accountEnabled: boolean) =>
    device((row) => {
      row.accountEnabled = accountEnabled;
      directory.changed(row, ['accountEnabled']);
    });
  return {
    devices: {
      rename: device((row, value) => {
        row.displayName = value;
        directory.changed(row, ['displayName']);
      }),
      disable: setEnabled(false),
      enable: setEnabled(true),
      delete: device((row) => {
        directory.removeDevice(row, 'world');
      }),
    },
    users: {
      rename: user((row, value) => (row.displayName = value)),
      disable: user((row) => (row.accountEnabled = false)),
      enable: user((row) => (row.accountEnabled = true)),
    },
    groups: {
      rename: group((row, value) => (row.displayName = value)),
      // A rule of one's own: everybody leaves at the next evaluation.
      reassign: group((row, value) => {
        row.membershipRule = `(device.displayName -eq "${value}")`;
        simulation.dynamicMembership.schedule(row);
      }),
      delete: group((row) => {
        directory.setMembers(row, new Set());
        groups.delete(row.id);
      }),
    },
  };
}

function intuneActions(
  simulation: Simulation,
): Omit<Record<TableName, Acts>, 'devices' | 'users' | 'groups'> {
  const { autopilotIdentities, deploymentProfiles, enrollmentConfigurations } = simulation;
  const { events, managedDevices, site } = simulation;
  const managed = on(managedDevices);
  const identity = on(autopilotIdentities);
  const profile = on(deploymentProfiles);
  const configuration = on(enrollmentConfigurations);
  const collection = on(site.collections);
  return {
    managedDevices: {
      rename: managed((row, value) => (row.deviceName = value)),
      reassign: managed((row, value) => (row.userPrincipalName = value)),
      delete: managed((row) => managedDevices.delete(row.id)),
    },
    autopilotIdentities: {
      rename: identity((row, value) => (row.displayName = value)),
      reassign: identity((row, value) => {
        row.groupTag = value;
        events.publish({ type: 'identity-changed', identity: row, actor: 'world' });
      }),
      delete: identity((row) => autopilotIdentities.delete(row.id)),
    },
    deploymentProfiles: {
      rename: profile((row, value) => (row.settings['displayName'] = value)),
      reassign: profile((row, value) => {
        row.assignments = [{ id: `${row.id}_${value}`, groupId: value }];
        events.publish({ type: 'profile-assignments-changed', profileId: row.id });
      }),
      delete: profile((row) => deploymentProfiles.delete(row.id)),
    },
    enrollmentConfigurations: {
      rename: configuration((row, value) => (row.settings['displayName'] = value)),
      reassign: configuration((row, value) => {
        const groupTarget = '#microsoft.graph.groupAssignmentTarget';
        row.targets = [{ '@odata.type': groupTarget, groupId: value }];
      }),
      delete: configuration((row) => enrollmentConfigurations.delete(row.id)),
    },
    collections: {
      rename: collection((row, value) => (row.name = value)),
      delete: collection((row) => site.collections.delete(row.collectionId)),
    },
  };
}

/** An act on the row that the change, or else the path of the request, points at. */
function on<Row extends object>(
  table: Table<Row>,
): (act: (row: Row, value: string) => unknown) => Act {
  return (act) => (change, path) => {
    const row = pick(table, change, path);
    if (row !== undefined) act(row, change.value);
  };
}

function pick<Row extends object>(
  table: Table<Row>,
  { id, where }: Change,
  path: string,
): Row | undefined {
  if (id !== undefined) return table.find(id);
  if (where !== undefined) {
    const wanted = Object.entries(where);
    return table
      .all()
      .find((row) => wanted.every(([name, value]) => Reflect.get(row, name) === value));
  }
  const named = path.split(/[/()',=]/).filter((part) => part !== '');
  return named.map((part) => table.find(part)).find((row) => row !== undefined);
}
