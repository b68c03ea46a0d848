import type { RuleData } from '../rule-data.ts';
import { comanagement, workloads, enable, managedDesktop } from './sources.ts';

/** Settings and collections of the whole tenant and site. */
export const tenantAndSiteRules = [
  {
    id: 'REF-MDM-AUTHORITY',
    kind: 'mdm-authority-changed',
    sentence: 'The MDM authority of the tenant stays.',
    source: 'https://learn.microsoft.com/intune/intune-service/fundamentals/mdm-authority-set',
  },
  {
    id: 'REF-TENANT-SETTING',
    kind: 'tenant-setting-changed',
    sentence: 'Settings of the whole tenant or site stay.',
    source: 'https://learn.microsoft.com/graph/api/resources/policy-overview',
  },
  {
    id: 'REF-WORKLOAD-WITHOUT-POLICY',
    kind: 'workload-moved-without-policy',
    sentence: 'Intune’s policies for a workload are in place before the workload moves.',
    source: workloads,
  },
  {
    id: 'REF-PILOT-PROVISIONING',
    kind: 'pilot-workload-during-provisioning',
    sentence:
      'No workload stands on Pilot Intune while devices are provisioned by a policy without override.',
    source: comanagement,
  },
  {
    id: 'REF-SCOPE-BEFORE-CLEAN-UP',
    kind: 'auto-enrolment-before-clean-up',
    severity: 'notice',
    sentence: 'Duplicate device objects are gone before automatic enrolment is switched on.',
    source: enable,
  },
  {
    id: 'REF-STAGING-OUTSIDE',
    kind: 'staging-outside-auto-enrolment',
    sentence: 'Staging collections hold only what the automatic enrolment collection holds.',
    source: enable,
  },
  {
    id: 'REF-DEPLOYMENT-LATE',
    kind: 'deployment-after-landing',
    severity: 'notice',
    sentence: 'Applications are deployed to a collection before devices land in it.',
    source: managedDesktop,
  },
  {
    id: 'REF-COLLECTION-IN-USE',
    kind: 'collection-deleted-in-use',
    sentence:
      'A collection that has deployments, or that others limit to or include, is not deleted.',
    source:
      'https://learn.microsoft.com/mem/configmgr/core/clients/manage/collections/manage-collections',
  },
] as const satisfies readonly RuleData[];
