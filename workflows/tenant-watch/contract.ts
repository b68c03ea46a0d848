import { defineSignal } from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/common';

/** One watcher per tenant reads the vendors' lists for all its runs and moves the ledger's rows. */
export const tenantWatchType = 'tenantWatch';

export interface TenantWatchInput {
  readonly tenant: string;
  readonly siteCode: string;
  readonly timeFactor: number;
}

/** From `ensureWatch`: a run of this tenant is live. */
export const watchWantedSignal: SignalDefinition = defineSignal('watchWanted');
