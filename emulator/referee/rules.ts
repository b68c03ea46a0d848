import { approvalAndLimitRules } from './rules/approvals-and-limits.ts';
import { entraObjectRules } from './rules/entra-objects.ts';
import { machineRules } from './rules/machines.ts';
import { policyRules } from './rules/policies.ts';
import { registrationRules } from './rules/registration.ts';
import { tenantAndSiteRules } from './rules/tenant-and-site.ts';

/** Every rule the referee judges by, in the order of what they guard. */
export const rules = [
  ...entraObjectRules,
  ...machineRules,
  ...registrationRules,
  ...policyRules,
  ...tenantAndSiteRules,
  ...approvalAndLimitRules,
] as const;

export type RuleId = (typeof rules)[number]['id'];
export type ViolationKind = (typeof rules)[number]['kind'];
