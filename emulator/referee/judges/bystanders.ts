import { currentRequest } from '../../http/current-request.ts';
import type { CurrentRequest } from '../../http/current-request.ts';
import type { Judging } from '../referee.ts';
import type { Store } from '../violation.ts';
import { isSuccess, isWrite, wireObjectOf } from '../wire-objects.ts';

type Tell = (
  machineId: string | undefined,
  what: string,
  object: { store: Store; id: string },
) => void;

/** Machines that nobody asked about: nothing of theirs changes by a caller's doing, anywhere. */
export function judgeBystanders(given: Judging): void {
  const tell: Tell = (machineId, what, object) => {
    const machine = machineId === undefined ? undefined : given.simulation.machines.find(machineId);
    if (machine?.spec.bystander !== true) return;
    const { id } = machine;
    const evidence = { what, id: object.id };
    given.report('REF-BYSTANDER', { subject: id, evidence, object, machineId: id });
  };
  watchRecords(given, tell);
  watchGroups(given, tell);
  given.simulation.events.on('request-answered', ({ request, status }) => {
    if (isWrite(request) && isSuccess(status)) judgeWire(given, request, tell);
  });
}

function watchRecords({ simulation: { events } }: Judging, tell: Tell): void {
  events.on('entra-device-changed', ({ device, actor, changes }) => {
    const object = { store: 'entraDevices', id: device.id } as const;
    if (actor === 'caller') tell(device.machineId, `changed: ${changes.join(', ')}`, object);
  });
  events.on('entra-device-deleted', ({ device, actor }) => {
    const object = { store: 'entraDevices', id: device.id } as const;
    if (actor === 'caller') tell(device.machineId, 'deleted', object);
  });
  events.on('managed-device-action', ({ device, action }) => {
    tell(device.machineId, action, { store: 'managedDevices', id: device.id });
  });
  events.on('identity-changed', ({ identity, actor }) => {
    const object = { store: 'autopilotIdentities', id: identity.id } as const;
    if (actor === 'caller') tell(identity.machineId, 'changed', object);
  });
  events.on('identity-delete-asked', ({ identity }) => {
    tell(identity.machineId, 'deleted', { store: 'autopilotIdentities', id: identity.id });
  });
  events.on('import-accepted', ({ machineIds }) => {
    for (const id of machineIds) tell(id, 'imported', { store: 'importedIdentities', id });
  });
  events.on('system-deleted', ({ machineId, resourceId }) => {
    tell(machineId, 'deleted', { store: 'systems', id: String(resourceId) });
  });
}

/** By hand, or by a rule or an assignment that a caller made. */
function watchGroups({ simulation, ownership }: Judging, tell: Tell): void {
  const { devices, events } = simulation;
  events.on('group-members-changed', ({ groupId, added, removed }) => {
    const isMade = ownership.makerOf('groups', groupId) !== undefined;
    if (currentRequest() === undefined && !isMade) return;
    const object = { store: 'groups', id: groupId } as const;
    for (const id of added) tell(devices.find(id)?.machineId, 'became a member', object);
    for (const id of removed) tell(devices.find(id)?.machineId, 'is no member any more', object);
  });
  events.on('machine-provisioned', ({ machineId, configurationId: id }) => {
    const store = 'enrollmentConfigurations';
    if (ownership.makerOf(store, id) !== undefined)
      tell(machineId, 'got the policy', { store, id });
  });
}

/** What no event tells of: the primary user, a new name, a rule of a collection, an operation. */
function judgeWire({ simulation }: Judging, request: CurrentRequest, tell: Tell): void {
  const { managedDevices, site } = simulation;
  const target = wireObjectOf(request);
  const { id, rest, store } = target ?? { id: undefined, rest: request.path, store: undefined };
  if (store === 'managedDevices' && id !== undefined && !toldByEvents.includes(rest)) {
    tell(managedDevices.find(id)?.machineId, rest, { store, id });
  }
  if (store === 'systems' && id !== undefined && request.method !== 'DELETE') {
    tell(site.systems.find(id)?.machineId, `${request.method} ${rest}`, { store, id });
  }
  if (request.surface !== 'adminService') return;
  for (const resourceId of resourcesNamedIn(request.body)) {
    const object = { store: 'systems', id: resourceId } as const;
    tell(site.systems.find(resourceId)?.machineId, rest, object);
  }
}

/** Below a managed device: the deletion itself, and the actions that publish what they do. */
const toldByEvents = ['', '/wipe', '/retire', '/cleanWindowsDevice', '/setDeviceName'];

/** Of direct rules that a method of a collection is called with, and of client operations. */
function resourcesNamedIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const { collectionRule, collectionRules, TargetResourceIDs } = body as Record<string, unknown>;
  const rules: unknown[] = [collectionRule, ...listOf(collectionRules)];
  const ruled = rules.map((rule) => (rule as { ResourceID?: unknown } | undefined)?.ResourceID);
  return [...ruled, ...listOf(TargetResourceIDs)].flatMap((id) =>
    typeof id === 'number' || typeof id === 'string' ? [String(id)] : [],
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
