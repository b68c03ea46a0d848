import type { z } from 'zod';
import { GraphError } from './errors.ts';
import type { GraphHttp } from './http.ts';
import { listAll } from './paging.ts';
import type { GraphReads, TenantFacts } from './port.ts';
import { present } from '../present.ts';
import {
  approvalPolicySchema,
  domainSchema,
  enrollmentConfigurationSchema,
  organizationSchema,
  subscribedSkuSchema,
} from './schema.ts';

/** https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference */
const intunePlans = new Set([
  'c1ec4a95-1f05-45b3-a911-aa3fa01094f5', // INTUNE_A
  'd216f254-796f-4dab-bbfa-710686e646b9', // INTUNE_A_GOV
  '3e170737-c728-4eae-bbb9-3f3360f7184c', // INTUNE_A_VL
  'da24caf9-af8e-485c-b7c8-e73336da2693', // INTUNE_EDU
  '8e9ff0ff-aa7a-4b20-83c1-2f636b600ac2', // INTUNE_SMBIZ
]);
const premiumPlans = new Set([
  '41781fb2-bc02-4b7c-bd55-b576c07bb09d', // AAD_PREMIUM
  'eec0eb4f-6444-4f95-aba0-50c24d67f998', // AAD_PREMIUM_P2
]);

export function createTenantReads(http: GraphHttp): Pick<GraphReads, 'readTenantFacts'> {
  // One after the other: when the vendor asks to wait, nothing more should be on its way.
  return {
    readTenantFacts: async () => {
      const organization = await listAll(
        http,
        {
          operation: 'organization.list',
          path: '/organization',
          // Not reliably there without being selected.
          query: { $select: 'id,mobileDeviceManagementAuthority' },
        },
        organizationSchema,
      );
      const skus = await listAll(
        http,
        { operation: 'subscribedSkus.list', path: '/subscribedSkus' },
        subscribedSkuSchema,
      );
      const domains = await listAll(
        http,
        { operation: 'domains.list', path: '/domains' },
        domainSchema,
      );
      return present({
        mdmAuthority: organization.rows[0]?.mobileDeviceManagementAuthority ?? 'unknown',
        licences: skus.rows.flatMap(toLicence),
        verifiedDomains: domains.rows.filter((row) => row.isVerified).map((row) => row.id),
        windowsEnrolmentBlocked: await readWindowsBlocked(http),
        approvalPolicies: await readApprovalPolicies(http),
        vendorNow: organization.vendorNow,
      });
    },
  };
}

/** Decided by service plan, never by SKU: Microsoft's list of SKUs grows. */
function toLicence(sku: z.infer<typeof subscribedSkuSchema>): TenantFacts['licences'][number][] {
  const isLive = sku.capabilityStatus === 'Enabled' || sku.capabilityStatus === 'Warning';
  const plans = (sku.servicePlans ?? [])
    .filter((plan) => plan.provisioningStatus !== 'Disabled')
    .map((plan) => plan.servicePlanId);
  const isFit = plans.some((p) => intunePlans.has(p)) && plans.some((p) => premiumPlans.has(p));
  if (!isLive || !isFit) return [];
  const enabled = sku.prepaidUnits?.enabled ?? 0;
  return [{ sku: sku.skuPartNumber, enabled, consumed: sku.consumedUnits ?? 0 }];
}

/** The default restriction is the one of priority 0; others bind only who is assigned to them. */
async function readWindowsBlocked(http: GraphHttp): Promise<boolean> {
  const { rows } = await listAll(
    http,
    {
      operation: 'enrollmentConfigurations.list',
      path: '/deviceManagement/deviceEnrollmentConfigurations',
    },
    enrollmentConfigurationSchema,
  );
  const standard = rows.find(
    (row) =>
      row['@odata.type'].endsWith('.deviceEnrollmentPlatformRestrictionsConfiguration') &&
      row.priority === 0,
  );
  return standard?.windowsRestriction?.platformBlocked ?? false;
}

/** Absent when we may not look: 403, or a cloud that does not know the collection (400, 404). */
async function readApprovalPolicies(http: GraphHttp): Promise<readonly string[] | undefined> {
  try {
    const { rows } = await listAll(
      http,
      {
        operation: 'operationApprovalPolicies.list',
        path: '/deviceManagement/operationApprovalPolicies',
      },
      approvalPolicySchema,
    );
    return rows.filter(interceptsDeviceActions).map((row) => row.displayName ?? 'unnamed');
  } catch (error) {
    const isClosed =
      error instanceof GraphError && ['forbidden', 'not-found', 'refused'].includes(error.kind);
    if (isClosed) return undefined;
    throw error;
  }
}

/**
 * `deviceAction`, `deviceWipe`, `deviceRetire`, `deviceDelete`, …; the others guard apps, scripts and
 * roles. A type we do not know is shown rather than missed.
 */
function interceptsDeviceActions(policy: z.infer<typeof approvalPolicySchema>): boolean {
  const type = policy.policyType;
  return type === undefined || type.startsWith('device') || type.startsWith('unknown');
}
