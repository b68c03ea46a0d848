import type { Simulation } from '../../simulation.ts';
import type { EntraDevice } from '../devices/table.ts';
import { parseMembershipRule } from './membership-rule.ts';
import { isDynamic } from './table.ts';
import type { Group } from './table.ts';

type Matches = (device: EntraDevice) => boolean;

/**
 * Evaluates dynamic groups some time after a device or a rule changed. One evaluation per group
 * is under way at most; it sees everything that changed until it runs, and looks at nothing else
 * unless the rule is new.
 */
export class DynamicMembership {
  readonly #simulation: Simulation;
  readonly #pendingGroupIds = new Set<string>();
  /** By group: devices that have changed since it was evaluated. */
  readonly #changedDeviceIds = new Map<string, Set<string>>();
  /** By group: the rule that every device has been held against. */
  readonly #knownRules = new Map<string, string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { events } = simulation;
    events.on('entra-device-added', ({ device }) => {
      this.#note(device);
    });
    events.on('entra-device-changed', ({ device }) => {
      this.#note(device);
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
    const { id, membershipRule: rule } = group;
    if (group.membershipRuleProcessingState !== 'On' || rule === null) return;
    const matches = parseMembershipRule(rule);
    if (matches === undefined) return;
    const changed = this.#changedDevices(group);
    this.#changedDeviceIds.delete(id);
    this.#update(group, { rule, matches, changed });
    this.#simulation.events.publish({ type: 'group-evaluated', groupId: id });
  }

  #update(group: Group, given: { rule: string; matches: Matches; changed: EntraDevice[] }): void {
    const { id } = group;
    const { rule, matches, changed } = given;
    const { devices, directory } = this.#simulation;
    if (this.#knownRules.get(id) !== rule) {
      this.#knownRules.set(id, rule);
      const wanted = devices.all().filter(matches);
      directory.setMembers(group, new Set(wanted.map((device) => device.id)));
      return;
    }
    const [added, removed]: [string[], string[]] = [[], []];
    for (const device of changed) (matches(device) ? added : removed).push(device.id);
    directory.changeMembers(group, { added, removed });
  }

  #changedDevices(group: Group): EntraDevice[] {
    const changed = this.#changedDeviceIds.get(group.id) ?? [];
    return [...changed].flatMap((id) => this.#simulation.devices.find(id) ?? []);
  }

  #note(device: EntraDevice): void {
    for (const group of this.#simulation.groups.all()) {
      if (!isDynamic(group)) continue;
      const changed = this.#changedDeviceIds.get(group.id);
      if (changed === undefined) this.#changedDeviceIds.set(group.id, new Set([device.id]));
      else changed.add(device.id);
      this.schedule(group);
    }
  }
}
