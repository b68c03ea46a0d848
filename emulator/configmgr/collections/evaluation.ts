import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { comanagementRow, systemRow } from '../systems/classes.ts';
import type { Collection, CollectionRule } from './table.ts';
import { parseWql } from './wql.ts';

const STATUS_READY = 1;
const STATUS_AWAITING_REFRESH = 5;
/** RefreshType 4 incremental, 6 both: they follow changes of resources by themselves. */
const incrementalTypes = [4, 6];

/** Evaluates collections some time after a rule, a resource or a refresh asks for it. */
export class CollectionEvaluation {
  readonly #simulation: Simulation;
  readonly #pending = new Set<string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    simulation.events.on('system-changed', () => {
      for (const collection of simulation.site.collections.all()) {
        const follows = collection.isBuiltIn || incrementalTypes.includes(collection.refreshType);
        if (follows) this.schedule(collection);
      }
    });
  }

  schedule(collection: Collection): void {
    if (this.#pending.has(collection.collectionId)) return;
    this.#pending.add(collection.collectionId);
    collection.currentStatus = STATUS_AWAITING_REFRESH;
    const { clock, world } = this.#simulation;
    clock.after(world.timings.collectionEvaluationSeconds / 60, () => {
      this.#pending.delete(collection.collectionId);
      this.evaluate(collection);
    });
  }

  evaluate(collection: Collection): void {
    const { clock } = this.#simulation;
    const wanted = this.#wantedMembers(collection);
    const now = clock.nowMs();
    collection.members = new Map([...wanted].map((id) => [id, collection.members.get(id) ?? now]));
    collection.currentStatus = STATUS_READY;
    collection.lastRefreshAt = clock.nowIso();
  }

  #wantedMembers(collection: Collection): Set<number> {
    const { site } = this.#simulation;
    const systems = site.systems.all();
    if (collection.collectionId === 'SMS00001') {
      return new Set(systems.map((system) => system.resourceId));
    }
    const limit = site.collections.find(collection.limitToCollectionId);
    const isInLimit = (id: number) =>
      limit === undefined || limit.collectionId === 'SMS00001' || limit.members.has(id);
    const joined = systems.map((system) => ({
      id: system.resourceId,
      row: { ...systemRow(this.#simulation, system), ...comanagementRow(this.#simulation, system) },
    }));
    const included = collection.rules
      .filter((rule) => rule.kind !== 'exclude')
      .flatMap((rule) => this.#matching(rule, joined));
    const excluded = collection.rules
      .filter((rule) => rule.kind === 'exclude')
      .flatMap((rule) => this.#matching(rule, joined));
    return new Set(included.filter((id) => isInLimit(id) && !excluded.includes(id)));
  }

  #matching(rule: CollectionRule, rows: { id: number; row: PlainRow }[]): number[] {
    switch (rule.kind) {
      case 'direct':
        return rows.filter(({ id }) => id === rule.resourceId).map(({ id }) => id);
      case 'query': {
        const matches = parseWql(rule.queryExpression) ?? (() => false);
        return rows.filter(({ row }) => matches(row)).map(({ id }) => id);
      }
      case 'include':
      case 'exclude':
        return [
          ...(this.#simulation.site.collections.find(rule.collectionId)?.members.keys() ?? []),
        ];
    }
  }
}
