import type { PlainRow } from '../http/odata-match.ts';
import type { Simulation } from '../simulation.ts';
import type { Entry, RowSource } from '../table.ts';
import type { View } from './consistency/lag.ts';
import { renderEntraDevice } from './devices/table.ts';
import type { EntraDevice } from './devices/table.ts';
import { directoryBadRequest, directoryNotFound } from './errors.ts';
import { renderGroup } from './groups/table.ts';
import type { Group } from './groups/table.ts';
import type { GraphRequest } from './route.ts';
import { renderUser } from './users/routes.ts';
import type { User } from './users/table.ts';

export type DirectoryObjectKind = 'device' | 'group' | 'user';

export interface DirectoryObject {
  kind: DirectoryObjectKind;
  id: string;
  displayName: string;
  render: () => PlainRow;
}

/** One list of three tables, devices, users, groups: each table's rows keep their order. */
const SEQUENCE_SPAN = 1e9;
/** Up to here each object is looked up; a larger group is read along the tables. */
const LOOKED_UP_MAX = 1000;

export function findDirectoryObject(
  simulation: Simulation,
  id: string,
): DirectoryObject | undefined {
  return findEntry(simulation, id, 'object')?.row;
}

/** The objects of these ids as a view has them, in one order. */
export function directoryObjects(
  simulation: Simulation,
  ids: ReadonlySet<string>,
  view: View,
): RowSource<DirectoryObject> {
  if (ids.size <= LOOKED_UP_MAX) {
    const entries = Array.from(ids, (id) => findEntry(simulation, id, view) ?? []).flat();
    entries.sort((left, right) => left.sequence - right.sequence);
    return { after: (sequence) => entries.filter((entry) => entry.sequence > sequence) };
  }
  return { after: (sequence) => objectsAfter(simulation, { ids, view, sequence }) };
}

function* objectsAfter(
  simulation: Simulation,
  { ids, view, sequence }: { ids: ReadonlySet<string>; view: View; sequence: number },
): Iterable<Entry<DirectoryObject>> {
  const { replicas, users } = simulation;
  for (const entry of replicas.devices.rows(view).after(sequence)) {
    if (ids.has(entry.row.id)) yield deviceEntry(entry);
  }
  for (const entry of users.after(sequence - SEQUENCE_SPAN)) {
    if (ids.has(entry.row.id)) yield userEntry(simulation, entry);
  }
  for (const entry of replicas.groups.rows(view).after(sequence - 2 * SEQUENCE_SPAN)) {
    if (ids.has(entry.row.id)) yield groupEntry(entry);
  }
}

function findEntry(
  simulation: Simulation,
  id: string,
  view: View,
): Entry<DirectoryObject> | undefined {
  const { replicas, users } = simulation;
  const device = replicas.devices.entry(id, view);
  if (device !== undefined) return deviceEntry(device);
  const user = users.entry(id);
  if (user !== undefined) return userEntry(simulation, user);
  const group = replicas.groups.entry(id, view);
  return group === undefined ? undefined : groupEntry(group);
}

function deviceEntry({ sequence, row }: Entry<EntraDevice>): Entry<DirectoryObject> {
  const { id, displayName } = row;
  return {
    sequence,
    row: { kind: 'device', id, displayName, render: () => renderEntraDevice(row) },
  };
}

function userEntry(simulation: Simulation, entry: Entry<User>): Entry<DirectoryObject> {
  const { id, displayName } = entry.row;
  const render = () => renderUser(simulation, entry.row);
  const sequence = SEQUENCE_SPAN + entry.sequence;
  return { sequence, row: { kind: 'user', id, displayName, render } };
}

function groupEntry({ sequence, row }: Entry<Group>): Entry<DirectoryObject> {
  const { id, displayName } = row;
  const render = () => renderGroup(row);
  return {
    sequence: 2 * SEQUENCE_SPAN + sequence,
    row: { kind: 'group', id, displayName, render },
  };
}

/** Of a reference such as `https://graph.microsoft.com/v1.0/directoryObjects/{id}`. */
export function referencedObject(simulation: Simulation, reference: string): DirectoryObject {
  const id = reference.split('/').at(-1) ?? '';
  if (!/^[0-9a-f-]{36}$/i.test(id)) {
    throw directoryBadRequest(
      `Invalid URL format specified in @odata.bind or @odata.id: ${reference}`,
    );
  }
  const object = findDirectoryObject(simulation, id);
  if (object === undefined) throw directoryNotFound(id);
  return object;
}

const readers: Record<DirectoryObjectKind, RegExp> = {
  device: /^(Device|Directory)\.Read/,
  group: /^(Group|GroupMember|Directory)\.Read/,
  user: /^(User|Directory)\.Read/,
};

/**
 * Without the permission for its kind, of a member only the id comes back.
 * https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects
 */
export function renderDirectoryObject(object: DirectoryObject, request: GraphRequest): PlainRow {
  const type = { '@odata.type': `#microsoft.graph.${object.kind}` };
  const granted = [...request.caller.roles, ...(request.caller.scopes ?? [])];
  const mayRead = granted.some((role) => readers[object.kind].test(role));
  return mayRead ? { ...type, ...object.render() } : { ...type, id: object.id };
}
