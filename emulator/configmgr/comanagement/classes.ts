import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { flag, instant, lazy, sint32, sint32s, text, texts, uint32 } from '../columns.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import { assignedPolicies, comanagementPolicies, sdmPackageXml } from './policies.ts';
import type { ComanagementPolicy } from './policies.ts';

const ASSIGNMENT_TYPE_POLICY = 8;

/** Cloud attach as the site stores it; only the console's wizard writes it. */
export function comanagementClasses(simulation: Simulation): SiteClass[] {
  const { site } = simulation;
  return [
    defineClass<ComanagementPolicy>({
      name: 'SMS_ConfigurationPolicy',
      key: ['CI_ID'],
      superclass: 'SMS_ConfigurationItemBaseClass',
      columns: {
        CI_ID: uint32((p) => p.ciId),
        LocalizedDisplayName: text((p) => p.name),
        LocalizedDescription: text((p) => p.description),
        IsAssigned: flag((p) => p.isAssigned),
        IsLatest: flag(() => true),
        IsEnabled: flag(() => true),
        CIVersion: uint32(() => site.comanagementVersion),
        DateLastModified: instant(() => site.comanagementChangedAt),
        LastModifiedBy: text(() => 'CORP\\console'),
        CategoryInstance_UniqueIDs: texts(() => ['SettingsAndPolicy:SMS_CoManagementSettings']),
        SDMPackageXML: lazy(text(sdmPackageXml)),
      },
      list: () => comanagementPolicies(simulation),
    }),
    defineClass<ComanagementPolicy>({
      name: 'SMS_ConfigurationPolicyAssignment',
      key: ['AssignmentID'],
      superclass: 'SMS_CIAssignmentBaseClass',
      columns: {
        AssignmentID: sint32((p) => p.assignmentId),
        AssignmentName: text((p) => p.name),
        AssignmentType: sint32(() => ASSIGNMENT_TYPE_POLICY),
        AssignedCIs: sint32s((p) => [p.ciId]),
        TargetCollectionID: text((p) => p.collectionId),
        CollectionName: text((p) => site.collections.find(p.collectionId)?.name ?? ''),
      },
      list: (view) =>
        assignedPolicies(simulation).filter(({ collectionId }) =>
          view.seesCollection(collectionId),
        ),
    }),
    uploadScopeClass(simulation),
  ];
}

/** A class without instances, for its static method. An empty answer means all devices. */
function uploadScopeClass({ site, world }: Simulation): SiteClass {
  return defineClass<PlainRow>({
    name: 'SMS_CoMgmtConfigs',
    key: ['ID'],
    columns: { ID: uint32(() => null) },
    list: () => [],
    statics: {
      GetTenantCollectionMapping: {
        parameters: { TenantID: { type: 'Edm.String' } },
        right: 'read',
        run: ({ TenantID: tenantId }) => {
          const { uploadCollection } = site.spec;
          const isOurs = String(tenantId).toLowerCase() === world.tenant.tenantId;
          const collection =
            isOurs && uploadCollection !== undefined
              ? site.collectionNamed(uploadCollection)
              : undefined;
          return { CollectionSiteID: collection?.collectionId ?? '' };
        },
      },
    },
  });
}
