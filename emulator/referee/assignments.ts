import { currentRequest } from '../http/current-request.ts';
import type { CurrentRequest } from '../http/current-request.ts';
import type { Simulation } from '../simulation.ts';
import { assignableStores, isAssignable, targetKey, targetsOf } from './targets.ts';
import type { AssignableStore, Target } from './targets.ts';
import { isWrite, wireObjectOf } from './wire-objects.ts';

/** What became of the assignments of one object by a caller's doing. */
export interface Reassignment {
  store: AssignableStore;
  id: string;
  before: readonly Target[];
  after: readonly Target[];
  request: CurrentRequest;
}

interface Added {
  store: AssignableStore;
  id: string;
  target: Target;
  request: CurrentRequest;
}

/**
 * Who assigned what to whom. The object may be anybody's and the group another's: who brought them
 * together answers for what follows, also when a member comes later.
 */
export class Assignments {
  readonly #simulation: Simulation;
  readonly #before = new Map<string, Target[]>();
  /** By object and target: what callers added and is there still. */
  readonly #added = new Map<string, Added>();
  readonly #listeners: ((change: Reassignment) => void)[] = [];

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { events } = simulation;
    // People may have changed it meanwhile.
    events.on('request-received', ({ request }) => {
      const target = isWrite(request) ? wireObjectOf(request) : undefined;
      if (target?.store === 'groups' && request.method === 'DELETE') this.#lookAtAll();
      if (target?.id !== undefined && isAssignable(target.store))
        this.#look(target.store, target.id);
    });
    events.on('configuration-assigned', ({ configuration: { id } }) => {
      this.#changed('enrollmentConfigurations', id);
    });
    events.on('profile-assignments-changed', ({ profileId }) => {
      this.#changed('deploymentProfiles', profileId);
    });
    events.on('mobile-app-assigned', ({ appId }) => {
      this.#changed('mobileApps', appId);
    });
  }

  onChange(listen: (change: Reassignment) => void): void {
    this.#listeners.push(listen);
  }

  /** What callers let these groups get. */
  addedTo(groupIds: readonly string[]): Added[] {
    return [...this.#added.values()].filter(({ target }) => groupIds.includes(target.groupId));
  }

  addedOf(store: AssignableStore, id: string): Added[] {
    return [...this.#added.values()].filter((each) => each.store === store && each.id === id);
  }

  #look(store: AssignableStore, id: string): Target[] {
    const targets = targetsOf(this.#simulation, store, id);
    this.#before.set(keyOf(store, id), targets);
    return targets;
  }

  /** With a group go the assignments to it. */
  #lookAtAll(): void {
    for (const store of assignableStores) {
      for (const { id } of this.#simulation[store].all()) this.#look(store, id);
    }
  }

  #changed(store: AssignableStore, id: string): void {
    const key = keyOf(store, id);
    const before = this.#before.get(key);
    const after = this.#look(store, id);
    if (before === undefined) return;
    const request = currentRequest();
    const [had, has] = [before, after].map((targets) => new Set(targets.map(targetKey)));
    for (const target of before) {
      if (has?.has(targetKey(target)) !== true) this.#added.delete(`${key}/${targetKey(target)}`);
    }
    if (request === undefined) return;
    for (const target of after) {
      if (had?.has(targetKey(target)) === true) continue;
      this.#added.set(`${key}/${targetKey(target)}`, { store, id, target, request });
    }
    for (const listen of this.#listeners) listen({ store, id, before, after, request });
  }
}

function keyOf(store: AssignableStore, id: string): string {
  return `${store}/${id.toLowerCase()}`;
}
