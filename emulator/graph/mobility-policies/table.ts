import { omit } from '../../omit.ts';
import type { World } from '../../world.ts';

/** https://learn.microsoft.com/graph/api/resources/mobiledevicemanagementpolicy */
export interface MobilityPolicy {
  id: string;
  displayName: string;
  appliesTo: World['tenant']['mdmUserScope']['appliesTo'];
  complianceUrl: string;
  discoveryUrl: string;
  termsOfUseUrl: string;
  includedGroupIds: string[];
}

/** The application id of Intune, which is the id of its policy too. */
export const INTUNE_POLICY_ID = '0000000a-0000-0000-c000-000000000000';

/** Who is enrolled automatically. Every tenant with Intune has this one policy of each kind. */
export class MobilityPolicies {
  readonly intune: MobilityPolicy;
  readonly intuneApps: MobilityPolicy;

  constructor(world: World) {
    const { appliesTo, includedGroupIds } = world.tenant.mdmUserScope;
    const { mamUserScope } = world.tenant;
    this.intuneApps = {
      id: INTUNE_POLICY_ID,
      displayName: 'Microsoft Intune',
      appliesTo: mamUserScope.appliesTo,
      complianceUrl: '',
      discoveryUrl: 'https://wip.mam.manage.microsoft.com/Enroll',
      termsOfUseUrl: '',
      includedGroupIds: [...mamUserScope.includedGroupIds],
    };
    this.intune = {
      id: INTUNE_POLICY_ID,
      displayName: 'Microsoft Intune',
      appliesTo,
      complianceUrl: 'https://portal.manage.microsoft.com/?portalAction=Compliance',
      discoveryUrl: 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc',
      termsOfUseUrl: 'https://portal.manage.microsoft.com/TermsofUse.aspx',
      includedGroupIds: [...includedGroupIds],
    };
  }
}

export function renderMobilityPolicy(policy: MobilityPolicy): Record<string, unknown> {
  return { ...omit(policy, ['includedGroupIds']), description: null, isValid: true };
}
