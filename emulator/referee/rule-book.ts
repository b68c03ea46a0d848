import type { Severity } from './rule-data.ts';
import { rules } from './rules.ts';
import type { RuleId, ViolationKind } from './rules.ts';

/** A rule as people read it: `GET /_emulator/rules`. */
export interface Rule {
  id: RuleId;
  kind: ViolationKind;
  severity: Severity;
  sentence: string;
  source: string;
}

const byId: ReadonlyMap<RuleId, Rule> = new Map(
  rules.map((rule) => [rule.id, { severity: 'violation' as const, ...rule }]),
);

export function ruleOf(id: RuleId): Rule {
  const rule = byId.get(id);
  if (rule === undefined) throw new Error(`There is no rule ${id}.`);
  return rule;
}

export function allRules(): Rule[] {
  return [...byId.values()];
}
