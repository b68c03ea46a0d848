import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { SiteClass } from '../site-class.ts';
import { comanagementPolicies, sdmPackageXml } from './policies.ts';

const FEATURE_CONFIGURATION_POLICY = 11;
const ASSIGNMENT_TYPE_POLICY = 8;
const ASSIGNMENT_OFFSET = 1000;

/** Cloud attach as the site stores it; only the console's wizard writes it. */
export function comanagementClasses(simulation: Simulation): SiteClass[] {
  const { site } = simulation;
  const policies = () => comanagementPolicies(site.comanagement);
  return [
    {
      name: 'SMS_ConfigurationPolicy',
      key: ['CI_ID'],
      superclass: 'SMS_ConfigurationItemBaseClass',
      lazy: ['SDMPackageXML'],
      rows: () =>
        policies().map((policy) => ({
          CI_ID: policy.ciId,
          LocalizedDisplayName: policy.name,
          LocalizedDescription: policy.description,
          IsAssigned: policy.isAssigned,
          CIVersion: site.comanagementVersion,
          DateLastModified: site.comanagementChangedAt,
          LastModifiedBy: 'CORP\\console',
          CategoryInstance_UniqueIDs: ['SettingsAndPolicy:SMS_CoManagementSettings'],
          SDMPackageXML: sdmPackageXml(policy),
        })),
    },
    {
      name: 'SMS_ConfigurationPolicyAssignment',
      key: ['AssignmentID'],
      superclass: 'SMS_CIAssignmentBaseClass',
      rows: () =>
        policies()
          .filter(({ isAssigned }) => isAssigned)
          .map((policy) => ({
            AssignmentID: policy.ciId + ASSIGNMENT_OFFSET,
            AssignmentName: policy.name,
            AssignmentType: ASSIGNMENT_TYPE_POLICY,
            AssignedCIs: [policy.ciId],
            TargetCollectionID: 'SMS00001',
            CollectionName: 'All Systems',
          })),
    },
  ];
}

export function comanagementSummaries({ site, clock }: Simulation): PlainRow[] {
  return comanagementPolicies(site.comanagement)
    .filter(({ isAssigned }) => isAssigned)
    .map((policy) => ({
      DeploymentID: `{${policy.ciId}}`,
      AssignmentID: policy.ciId + ASSIGNMENT_OFFSET,
      SoftwareName: policy.name,
      CollectionID: 'SMS00001',
      CollectionName: 'All Systems',
      CI_ID: policy.ciId,
      FeatureType: FEATURE_CONFIGURATION_POLICY,
      SummarizationTime: clock.nowIso(),
    }));
}
