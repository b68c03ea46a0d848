import type { Simulation } from '../../simulation.ts';
import type { SiteSystem } from '../systems/table.ts';
import { wqlSources } from '../systems/wql-sources.ts';
import type { WqlSource } from '../systems/wql-sources.ts';
import { compileWql } from '../wql/compile.ts';
import type { SystemPredicate } from '../wql/compile.ts';
import type { Collection, CollectionRule } from './table.ts';

const ALL_SYSTEMS = 'SMS00001';
/** RefreshType 4 incremental, 6 both: they follow changes of resources by themselves. */
const incrementalTypes = [4, 6];

/**
 * Membership, some time after it was asked for. A full evaluation goes through 5 awaiting refresh,
 * 4 evaluating and 1 ready; an incremental one looks at the changed resources only and does not
 * show. Whoever depends on a changed collection is evaluated next.
 * https://learn.microsoft.com/mem/configmgr/core/clients/manage/collections/collection-evaluation
 */
export class CollectionEvaluation {
  readonly #simulation: Simulation;
  readonly #pending = new Set<Collection>();
  readonly #changed = new Set<number>();
  readonly #compiled = new Map<string, SystemPredicate | undefined>();
  #sources: ReadonlyMap<string, WqlSource> | undefined;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    simulation.events.on('system-changed', ({ resourceId }) => {
      const everything = simulation.site.collections.find(ALL_SYSTEMS);
      if (everything?.members.has(resourceId) === false) {
        everything.members.set(resourceId, simulation.clock.nowMs());
      }
      this.#noteChange(resourceId);
    });
    simulation.events.on('system-deleted', ({ resourceId }) => {
      for (const collection of simulation.site.collections.all()) {
        if (collection.members.delete(resourceId))
          this.#publish(collection, { removed: [resourceId] });
      }
    });
  }

  /** `undefined`: no query that a device rule accepts. */
  compile(query: string): SystemPredicate | undefined {
    if (!this.#compiled.has(query)) {
      this.#sources ??= wqlSources(this.#simulation);
      this.#compiled.set(query, compileWql(query, this.#sources));
    }
    return this.#compiled.get(query);
  }

  schedule(collection: Collection): void {
    if (this.#pending.has(collection)) return;
    this.#pending.add(collection);
    collection.currentStatus = 5;
    const { clock, world } = this.#simulation;
    const half = world.timings.collectionEvaluationSeconds / 60 / 2;
    clock.after(half, () => {
      collection.currentStatus = 4;
    });
    clock.after(2 * half, () => {
      this.#pending.delete(collection);
      this.evaluate(collection);
    });
  }

  evaluate(collection: Collection): void {
    const { clock, site } = this.#simulation;
    if (site.collections.find(collection.collectionId) !== collection) return;
    const changes = this.#update(collection, this.#candidates(collection));
    collection.currentStatus = 1;
    collection.lastRefreshAt = clock.nowIso();
    collection.fullEvaluation = { at: clock.nowIso(), memberChanges: changes };
    if (changes === 0) return;
    for (const dependent of site.collections.dependentsOf(collection)) this.schedule(dependent);
  }

  #noteChange(resourceId: number): void {
    const isWaiting = this.#changed.size > 0;
    this.#changed.add(resourceId);
    if (isWaiting) return;
    const { clock, world } = this.#simulation;
    clock.after(world.timings.collectionEvaluationSeconds / 60, () => {
      this.#evaluateChanges();
    });
  }

  /** Limits and includes come first or one round later: rounds, until nothing moves. */
  #evaluateChanges(): void {
    const { site } = this.#simulation;
    const systems = this.#existing([...this.#changed]);
    this.#changed.clear();
    const following = site.collections
      .all()
      .filter((each) => each.isBuiltIn || incrementalTypes.includes(each.refreshType));
    // As many rounds as there can be links in a chain of limits: a circle must end as well.
    let rounds = following.length;
    while (rounds > 0 && this.#updateAll(following, systems) > 0) rounds -= 1;
  }

  #updateAll(collections: Collection[], systems: SiteSystem[]): number {
    const at = this.#simulation.clock.nowIso();
    let changes = 0;
    for (const collection of collections) {
      const own = this.#update(collection, systems);
      changes += own;
      if (own === 0) continue;
      collection.incrementalEvaluation = { at, memberChanges: own };
      collection.lastRefreshAt = at;
    }
    return changes;
  }

  /** Every resource that could come in or go out. */
  #candidates(collection: Collection): readonly SiteSystem[] {
    const { site } = this.#simulation;
    const isOpen =
      collection.collectionId === ALL_SYSTEMS ||
      collection.rules.some(({ kind }) => kind === 'query' || kind === 'include');
    if (isOpen) return site.systems.all();
    const direct = collection.rules.flatMap((rule) =>
      rule.kind === 'direct' ? [rule.resourceId] : [],
    );
    return this.#existing([...new Set([...direct, ...collection.members.keys()])]);
  }

  #existing(resourceIds: number[]): SiteSystem[] {
    return resourceIds.flatMap((id) => this.#simulation.site.systems.find(String(id)) ?? []);
  }

  #update(collection: Collection, candidates: readonly SiteSystem[]): number {
    const { clock } = this.#simulation;
    const now = clock.nowMs();
    const [added, removed]: [number[], number[]] = [[], []];
    const isWantedSystem = this.#wantedBy(collection);
    for (const system of candidates) {
      const { resourceId } = system;
      const isWanted = isWantedSystem(system);
      if (isWanted === collection.members.has(resourceId)) continue;
      if (isWanted) collection.members.set(resourceId, now);
      else collection.members.delete(resourceId);
      (isWanted ? added : removed).push(resourceId);
    }
    if (added.length + removed.length > 0) this.#publish(collection, { added, removed });
    return added.length + removed.length;
  }

  /** Put together once an evaluation: a large site asks it a hundred thousand times. */
  #wantedBy(collection: Collection): SystemPredicate {
    if (collection.collectionType !== 2) return () => false;
    if (collection.collectionId === ALL_SYSTEMS) return () => true;
    const { site } = this.#simulation;
    const limit = site.collections.find(collection.limitToCollectionId)?.members ?? new Map();
    const predicateOf = (rule: CollectionRule) => this.#predicateOf(rule);
    const including = collection.rules.filter(({ kind }) => kind !== 'exclude').map(predicateOf);
    const excluding = collection.rules.filter(({ kind }) => kind === 'exclude').map(predicateOf);
    return (system) =>
      limit.has(system.resourceId) &&
      including.some((matches) => matches(system)) &&
      !excluding.some((matches) => matches(system));
  }

  #predicateOf(rule: CollectionRule): SystemPredicate {
    switch (rule.kind) {
      case 'direct':
        return (system) => rule.resourceId === system.resourceId;
      case 'query':
        return this.compile(rule.queryExpression) ?? (() => false);
      case 'include':
      case 'exclude': {
        const other = this.#simulation.site.collections.find(rule.collectionId)?.members;
        return (system) => other?.has(system.resourceId) === true;
      }
    }
  }

  #publish(collection: Collection, change: { added?: number[]; removed?: number[] }): void {
    const { clock, events } = this.#simulation;
    const { added = [], removed = [] } = change;
    const { collectionId } = collection;
    collection.lastMemberChangeAt = clock.nowIso();
    events.publish({ type: 'collection-members-changed', collectionId, added, removed });
  }
}
