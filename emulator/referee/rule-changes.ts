import { currentRequest } from '../http/current-request.ts';
import type { CurrentRequest } from '../http/current-request.ts';
import type { EntraDevice } from '../graph/devices/table.ts';
import { parseMembershipRule } from '../graph/groups/membership-rule.ts';
import { isDynamic } from '../graph/groups/table.ts';
import type { Group } from '../graph/groups/table.ts';
import type { Simulation } from '../simulation.ts';
import { wireObjectOf } from './wire-objects.ts';

interface Change {
  request: CurrentRequest;
  /** The rule that it replaced; null: members were chosen by hand. */
  before: string | null;
}

/**
 * Changes of dynamic groups' rules by callers. Members follow later, when no request is under way:
 * whom the rule before would have kept, or left out, has the change to thank for it.
 */
export class RuleChanges {
  readonly #rules = new Map<string, string | null>();
  /** By group: since it was evaluated last. */
  readonly #changes = new Map<string, Change[]>();

  constructor({ events, groups }: Simulation) {
    events.on('request-received', ({ request }) => {
      if (request.method !== 'PATCH' || wireObjectOf(request)?.store !== 'groups') return;
      for (const group of groups.all()) this.#rules.set(group.id, ruleOf(group));
    });
    events.on('group-changed', ({ group }) => {
      const { id } = group;
      const request = currentRequest();
      const before = this.#rules.get(id);
      this.#rules.set(id, ruleOf(group));
      if (request === undefined || before === undefined || before === ruleOf(group)) return;
      this.#changes.set(id, [...(this.#changes.get(id) ?? []), { request, before }]);
    });
    events.on('group-evaluated', ({ groupId }) => {
      this.#changes.delete(groupId);
    });
  }

  /** Who changed the rule so that the device came in or went out. */
  culpritOf(groupId: string, device: EntraDevice, how: 'in' | 'out'): CurrentRequest | undefined {
    const culprit = this.#changes
      .get(groupId)
      ?.find(({ before }) => before === null || matches(before, device) === (how === 'out'));
    return culprit?.request;
  }
}

function ruleOf(group: Group): string | null {
  return isDynamic(group) ? group.membershipRule : null;
}

function matches(rule: string, device: EntraDevice): boolean {
  return parseMembershipRule(rule)?.(device) === true;
}
