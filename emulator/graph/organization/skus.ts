import type { skuPartNumbers } from '../../world/tenant.ts';

type SkuPartNumber = (typeof skuPartNumbers)[number];

/** https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference */
export const servicePlanIds = {
  INTUNE_A: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5',
  AAD_PREMIUM: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  AAD_PREMIUM_P2: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
} as const;

type ServicePlan = keyof typeof servicePlanIds;

export const skus: Record<SkuPartNumber, { skuId: string; plans: ServicePlan[] }> = {
  SPE_E3: { skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965', plans: ['INTUNE_A', 'AAD_PREMIUM'] },
  SPE_E5: {
    skuId: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
    plans: ['INTUNE_A', 'AAD_PREMIUM', 'AAD_PREMIUM_P2'],
  },
  EMS: { skuId: 'efccb6f7-5641-4e0e-bd10-b4976e1bf68e', plans: ['INTUNE_A', 'AAD_PREMIUM'] },
  EMSPREMIUM: {
    skuId: 'b05e124f-c7cc-45a0-a6aa-8cf78c946968',
    plans: ['INTUNE_A', 'AAD_PREMIUM', 'AAD_PREMIUM_P2'],
  },
  SPB: { skuId: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46', plans: ['INTUNE_A', 'AAD_PREMIUM'] },
  AAD_PREMIUM: { skuId: '078d2b04-f1bd-4111-bbd4-b4b1b354cef4', plans: ['AAD_PREMIUM'] },
  INTUNE_A: { skuId: '061f9ace-7d42-4136-88ac-31dc755f143f', plans: ['INTUNE_A'] },
};
