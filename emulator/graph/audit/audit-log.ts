import { currentRequest } from '../../http/current-request.ts';
import type { CurrentRequest } from '../../http/current-request.ts';
import type { Simulation } from '../../simulation.ts';
import { findDirectoryObject } from '../directory-objects.ts';
import { activities } from './activities.ts';
import type { Activity } from './activities.ts';
import { matchOperation } from './match-operation.ts';
import { AuditTable } from './table.ts';
import type { AuditEntry, AuditTarget } from './table.ts';

/** https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
const readKey: Activity = {
  log: 'directory',
  name: 'Read BitLocker key',
  category: 'KeyManagement',
  operationType: 'Read',
  targetType: 'Other',
};

interface Begun {
  activity: Activity;
  targets: AuditTarget[];
  /** The path names no object: the answer does. */
  isNew: boolean;
}

/**
 * Writes an entry for each change that a caller made, and for devices that come and go by
 * themselves. Targets are looked up before the effect: afterwards they may be gone.
 */
export class AuditLog extends AuditTable {
  readonly #simulation: Simulation;
  readonly #begun = new WeakMap<CurrentRequest, Begun>();

  constructor(simulation: Simulation) {
    super();
    this.#simulation = simulation;
  }

  /** To be called when the world stands: what it begins with, nobody has just done. */
  listen(): void {
    const { events } = this.#simulation;
    events.on('request-received', ({ request }) => {
      this.#begin(request);
    });
    events.on('request-answered', ({ request, status, body }) => {
      if (status >= 200 && status < 300) this.#finish(request, body);
    });
    events.on('entra-device-added', ({ device }) => {
      this.#noteDevice('Add device', 'Add', device);
    });
    events.on('entra-device-deleted', ({ device, actor }) => {
      if (actor === 'world') this.#noteDevice('Delete device', 'Delete', device);
    });
  }

  /** The one reading that is audited: of a recovery password. */
  noteKeyRead(appId: string, key: { id: string; deviceId: string }): void {
    this.#write({
      activity: readKey,
      actor: { appId },
      correlationId: this.#simulation.ids.next('correlation'),
      targets: [{ id: key.id, displayName: key.deviceId }],
      changes: [],
    });
  }

  #begin(request: CurrentRequest): void {
    if (request.surface !== 'graph') return;
    const operation = matchOperation(request.method, request.path);
    if (operation === undefined) return;
    const keys = operation.keys.flatMap((key) => this.#idOf(operation.id, key));
    const references = referencedIds(request.body);
    const operationId = preciseOperation(operation.id, {
      isNew: keys.length === 0,
      addsMembers: isObject(request.body) && 'members@odata.bind' in request.body,
      isGroup: this.#simulation.deletedItems.find(keys[0] ?? '')?.kind === 'group',
    });
    const activity = activities[operationId];
    if (activity === undefined) return;
    const targets = [...references, ...keys.toReversed()].map((id) => this.#target(id));
    this.#begun.set(request, { activity, targets, isNew: keys.length === 0 });
  }

  #finish(request: CurrentRequest, answer: unknown): void {
    const begun = this.#begun.get(request);
    if (begun === undefined) return;
    this.#write({
      activity: begun.activity,
      actor: { appId: request.caller },
      correlationId: request.clientRequestId ?? this.#simulation.ids.next('correlation'),
      targets: [...(begun.isNew ? madeTargets(answer) : []), ...begun.targets],
      changes: Object.keys(isObject(request.body) ? request.body : {}),
    });
  }

  /** A unique name stands for the group that has it, if one does. */
  #idOf(operationId: string, key: string): string[] {
    if (operationId !== 'groups.upsert') return [key];
    const group = this.#simulation.groups.findByUniqueName(key);
    return group === undefined ? [] : [group.id];
  }

  #noteDevice(
    name: string,
    operationType: string,
    device: { id: string; displayName: string },
  ): void {
    // What happens inside a request is the caller's doing, and told as such.
    if (currentRequest() !== undefined) return;
    this.#write({
      activity: { log: 'directory', name, category: 'Device', operationType, targetType: 'Device' },
      actor: { service: 'Device Registration Service' },
      correlationId: this.#simulation.ids.next('correlation'),
      targets: [{ id: device.id, displayName: device.displayName }],
      changes: [],
    });
  }

  #write(entry: Omit<AuditEntry, 'id' | 'atMs'>): void {
    const { clock, ids } = this.#simulation;
    this.add({ ...entry, id: ids.next('audit'), atMs: clock.nowMs() });
  }

  #target(id: string): AuditTarget {
    const { autopilotIdentities, managedDevices, mobileApps } = this.#simulation;
    const displayName =
      findDirectoryObject(this.#simulation, id)?.displayName ??
      managedDevices.find(id)?.deviceName ??
      autopilotIdentities.find(id)?.serialNumber ??
      this.#configurationName(id) ??
      mobileApps.find(id)?.settings['displayName'];
    return { id, displayName: typeof displayName === 'string' ? displayName : null };
  }

  #configurationName(id: string): unknown {
    const { deploymentProfiles, enrollmentConfigurations } = this.#simulation;
    const found = enrollmentConfigurations.find(id) ?? deploymentProfiles.find(id);
    return found?.settings['displayName'];
  }
}

/** One path serves several operations; which one it was decides what it is called. */
function preciseOperation(
  id: string,
  given: { isNew: boolean; addsMembers: boolean; isGroup: boolean },
): string {
  if (id === 'groups.upsert') return given.isNew ? 'groups.create' : 'groups.update';
  if (id === 'groups.update' && given.addsMembers) return 'groupMembers.add';
  return id.startsWith('deletedDevices.') && given.isGroup ? id.replace('Devices', 'Groups') : id;
}

/** Of `@odata.id`, `members@odata.bind` and `deviceIds`. */
function referencedIds(body: unknown): string[] {
  if (!isObject(body)) return [];
  const given = [body['@odata.id'], body['members@odata.bind'], body['deviceIds']].flat();
  return given.flatMap((reference) =>
    typeof reference === 'string' ? [reference.split(/[/(')]+/).findLast(Boolean) ?? ''] : [],
  );
}

function madeTargets(answer: unknown): AuditTarget[] {
  if (!isObject(answer)) return [];
  const rows = Array.isArray(answer['value']) ? (answer['value'] as unknown[]) : [answer];
  return rows.flatMap((row) => {
    const id = answerId(row);
    if (id === undefined || !isObject(row)) return [];
    const name = row['displayName'] ?? row['serialNumber'];
    return [{ id, displayName: typeof name === 'string' ? name : null }];
  });
}

function answerId(answer: unknown): string | undefined {
  const id = isObject(answer) ? answer['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
