import type { CurrentRequest } from '../../http/current-request.ts';
import type { Judging } from '../referee.ts';
import type { Store } from '../violation.ts';
import { isSuccess, isWrite, wireObjectOf } from '../wire-objects.ts';

export type Tell = (
  machineId: string | undefined,
  what: string,
  object: { store: Store; id: string },
  /** What set it in motion, when that was not the request under way. */
  request?: CurrentRequest,
) => void;

/** Machines that nobody asked about: nothing of theirs changes by a caller's doing, anywhere. */
export function judgeBystanders(given: Judging): void {
  const tell = tellOf(given);
  watchRecords(given, tell);
  given.simulation.events.on('request-answered', ({ request, status }) => {
    if (isWrite(request) && isSuccess(status)) judgeWire(given, request, tell);
  });
}

export function tellOf({ simulation, report }: Judging): Tell {
  return (machineId, what, object, request) => {
    const machine = machineId === undefined ? undefined : simulation.machines.find(machineId);
    if (machine?.spec.bystander !== true) return;
    const { id } = machine;
    const evidence = { what, id: object.id };
    report('REF-BYSTANDER', { subject: id, evidence, object, machineId: id, request });
  };
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
  events.on('deleted-device-purged', ({ device }) => {
    const object = { store: 'entraDevices', id: device.id } as const;
    tell(device.machineId, 'deleted for ever', object);
  });
  events.on('managed-device-action', ({ device, action }) => {
    tell(device.machineId, action, { store: 'managedDevices', id: device.id });
  });
  events.on('managed-device-told', ({ device, action }) => {
    // A renaming is an action that changes something.
    if (action === 'setDeviceName') return;
    tell(device.machineId, action, { store: 'managedDevices', id: device.id });
  });
  events.on('identity-changed', ({ identity, actor }) => {
    const object = { store: 'autopilotIdentities', id: identity.id } as const;
    if (actor === 'caller') tell(identity.machineId, 'changed', object);
  });
  events.on('identity-delete-asked', ({ identity, isRefused }) => {
    if (isRefused) return;
    tell(identity.machineId, 'deleted', { store: 'autopilotIdentities', id: identity.id });
  });
  events.on('import-accepted', ({ machineIds }) => {
    for (const id of machineIds) tell(id, 'imported', { store: 'importedIdentities', id });
  });
  events.on('system-deleted', ({ machineId, resourceId }) => {
    tell(machineId, 'deleted', { store: 'systems', id: String(resourceId) });
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
const toldByEvents = [
  '',
  '/wipe',
  '/retire',
  '/cleanwindowsdevice',
  '/setdevicename',
  '/syncdevice',
  '/rebootnow',
  '/triggerconfigurationmanageraction',
];

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
