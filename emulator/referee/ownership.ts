import type { CurrentRequest } from '../http/current-request.ts';
import type { Simulation } from '../simulation.ts';
import type { Store } from './violation.ts';
import { isSuccess, wireObjectOf } from './wire-objects.ts';

/** Who made what, read from the wire. What nobody was seen to make belongs to people. */
export class Ownership {
  readonly #simulation: Simulation;
  readonly #makers = new Map<string, string>();
  /** By machine: who asked to register it last. */
  readonly #registrants = new Map<string, string>();
  readonly #identityMakers = new Map<string, string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { events } = simulation;
    events.on('request-answered', ({ request, status, body }) => {
      if (isSuccess(status)) this.#noteCreation(request, status, body);
    });
    events.on('identity-added', ({ identity: { id, machineId } }) => {
      const maker = machineId === undefined ? undefined : this.#registrants.get(machineId);
      if (maker !== undefined) this.#identityMakers.set(id, maker);
    });
  }

  /** The party that made it, or undefined for people. */
  makerOf(store: Store, id: string): string | undefined {
    return this.#makers.get(keyOf(store, id));
  }

  makerOfIdentity(identityId: string): string | undefined {
    return this.#identityMakers.get(identityId);
  }

  noteRegistrant(machineId: string, request: CurrentRequest): void {
    this.#registrants.set(machineId, this.partyOf(request));
  }

  /** Who stands behind a caller: several apps may belong to one party. */
  partyOf({ caller }: Pick<CurrentRequest, 'caller'>): string {
    const app = this.#simulation.world.apps.find(({ clientId }) => clientId === caller);
    return app?.party ?? caller;
  }

  #noteCreation(request: CurrentRequest, status: number, body: unknown): void {
    if (request.method !== 'POST' && status !== 201) return;
    const target = wireObjectOf(request);
    if (target === undefined || target.id !== undefined) return;
    for (const id of idsIn(body)) {
      this.#makers.set(keyOf(target.store, id), this.partyOf(request));
    }
  }
}

function idsIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const { id, CollectionID, AssignmentID, value } = body as Record<string, unknown>;
  const own = id ?? CollectionID ?? AssignmentID;
  if (typeof own === 'string' || typeof own === 'number') return [String(own)];
  return Array.isArray(value) ? value.flatMap(idsIn) : [];
}

function keyOf(store: Store, id: string): string {
  return `${store}/${id.toLowerCase()}`;
}
