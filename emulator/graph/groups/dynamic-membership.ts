import type { Simulation } from '../../simulation.ts';
import { parseMembershipRule } from './membership-rule.ts';
import { isDynamic } from './table.ts';
import type { Group } from './table.ts';

/**
 * Evaluates dynamic groups some time after a device or a rule changed. One evaluation per group
 * is under way at most; it sees everything that changed until it runs.
 */
export class DynamicMembership {
  readonly #simulation: Simulation;
  readonly #pendingGroupIds = new Set<string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { events } = simulation;
    events.on('entra-device-added', () => {
      this.#scheduleAll();
    });
    events.on('entra-device-changed', () => {
      this.#scheduleAll();
    });
  }

  schedule(group: Group): void {
    if (!isDynamic(group) || this.#pendingGroupIds.has(group.id)) return;
    this.#pendingGroupIds.add(group.id);
    const { clock, world } = this.#simulation;
    clock.after(world.timings.groupEvaluationMinutes, () => {
      this.#pendingGroupIds.delete(group.id);
      this.evaluate(group);
    });
  }

  evaluate(group: Group): void {
    if (group.membershipRuleProcessingState !== 'On' || group.membershipRule === null) return;
    const matches = parseMembershipRule(group.membershipRule);
    if (matches === undefined) return;
    const devices = this.#simulation.devices.all();
    const wanted = new Set(devices.filter(matches).map((device) => device.id));
    this.#simulation.directory.setMembers(group, wanted);
  }

  #scheduleAll(): void {
    for (const group of this.#simulation.groups.all()) this.schedule(group);
  }
}
