import type { RuleData } from '../rule-data.ts';
import { comanagement, enable, managedDesktop } from './sources.ts';

/** Policies, and whose objects they are. */
export const policyRules = [
  {
    id: 'REF-AUTHORITY-CHANGED',
    kind: 'authority-changed-after-provisioning',
    sentence:
      'Authority, client installation and reach of a co-management policy stay once a device came through it.',
    source: comanagement,
  },
  {
    id: 'REF-TWO-POLICIES',
    kind: 'two-policies-on-one-group',
    sentence: 'One device group has one co-management policy.',
    source: managedDesktop,
  },
  {
    id: 'REF-PROVISIONED-UNGROUPED',
    kind: 'provisioned-member-removed',
    sentence: 'A device stays in the group by which it got its co-management policy.',
    source: comanagement,
  },
  {
    id: 'REF-CLIENT-UNLISTED',
    kind: 'client-installed-without-list',
    sentence: 'A policy installs no client on a PC in use that no list names.',
    source: comanagement,
  },
  {
    id: 'REF-POLICY-BEFORE-ATTACH',
    kind: 'policy-before-cloud-attach',
    severity: 'notice',
    sentence: 'The site is cloud attached before a policy that installs its client is assigned.',
    source: enable,
  },
  {
    id: 'REF-DEFAULT-CONFIGURATION',
    kind: 'default-configuration-changed',
    sentence: 'The tenant’s default enrolment configurations stay as they are.',
    source:
      'https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-restrictions-set',
  },
  {
    id: 'REF-GROUP-POPULATED',
    kind: 'populated-group-deleted',
    sentence: 'A group that has members is not deleted.',
    source: 'https://learn.microsoft.com/graph/api/group-delete',
  },
  {
    id: 'REF-FOREIGN-OBJECT',
    kind: 'foreign-object-changed',
    sentence:
      'Groups, profiles, policies, collections and deployments are changed only by who made them.',
    source: 'https://learn.microsoft.com/graph/permissions-overview',
  },
] as const satisfies readonly RuleData[];
