import type { ConfigMgrPort } from '../ports/configmgr/port.ts';
import type { GraphPort } from '../ports/graph/port.ts';
import type { LedgerPort } from '../ports/ledger/port.ts';
import { createIdentityActivities } from './autopilot-identity.ts';
import { createImportActivities } from './autopilot-import.ts';
import { createCloudAttachActivities, createCloudAttachTaskActivities } from './cloud-attach.ts';
import { createDeviceEndingActivities } from './device-endings.ts';
import { createDeviceMoveActivities } from './device-moves.ts';
import type { EffectDeps } from './effect.ts';
import { mapFailures } from './failure-mapping.ts';
import { createGateActivities } from './gates.ts';
import { createGraphInventoryActivities, createSiteInventoryActivities } from './inventory.ts';
import { createPlanningActivities } from './planning.ts';
import { createSiteReadinessActivities, createTenantReadinessActivities } from './readiness.ts';
import { createDuplicateSettlementActivities } from './duplicate-settlement.ts';
import { createReportActivities } from './report.ts';
import { createRunRecordActivities } from './run-record.ts';
import { onOwnSite } from './site-identity.ts';
import { createSiteObjectActivities } from './site-objects.ts';
import { createSitePollActivities } from './site-poll.ts';
import { createTagCheckActivities } from './tag-check.ts';
import { createTenantObjectActivities } from './tenant-objects.ts';
import { createTenantPollActivities } from './tenant-poll.ts';
import { createUndoSiteObjectActivities } from './undo-site-objects.ts';
import { createUndoTenantObjectActivities } from './undo-tenant-objects.ts';
import { createUndoRegistrationActivities } from './undo-registration.ts';

/** One factory per worker role: what runs on which queue. The guard's is in `guard-activities.ts`, which others may not import. */
export function createLedgerActivities(deps: {
  ledger: LedgerPort;
  ensureWatch: (input: WatchRequest) => Promise<void>;
  /** Whether an execution of this id is open. */
  readWorkflow: (input: { workflowId: string }) => Promise<{ isOpen: boolean }>;
}) {
  const { ledger } = deps;
  return mapFailures({
    ...createRunRecordActivities(ledger),
    ...createPlanningActivities(ledger),
    ...createGateActivities(ledger),
    ...createCloudAttachTaskActivities(ledger),
    ...createDeviceMoveActivities(ledger),
    ...createDeviceEndingActivities(ledger),
    ...createDuplicateSettlementActivities(ledger),
    ...createReportActivities(ledger),
    ensureWatch: deps.ensureWatch,
    readWorkflow: deps.readWorkflow,
  });
}

/** Signals the tenant's watcher, starting it where none runs. */
export interface WatchRequest {
  readonly tenant: string;
  readonly siteCode: string;
  readonly timeFactor: number;
}

export function createGraphActivities(deps: EffectDeps & { graph: GraphPort }) {
  return mapFailures({
    ...createTenantReadinessActivities(deps),
    ...createGraphInventoryActivities(deps),
    ...createTenantObjectActivities(deps),
    ...createImportActivities(deps),
    ...createIdentityActivities(deps),
    ...createTagCheckActivities(deps),
    ...createTenantPollActivities(deps),
    ...createUndoRegistrationActivities(deps),
    ...createUndoTenantObjectActivities(deps),
  });
}

export function createSiteActivities(
  deps: EffectDeps & { configmgr: ConfigMgrPort; tenantId: string; siteCode: string },
) {
  const activities = {
    ...createSiteReadinessActivities(deps),
    ...createSiteInventoryActivities(deps),
    ...createCloudAttachActivities(deps),
    ...createSiteObjectActivities(deps),
    ...createSitePollActivities(deps),
    ...createUndoSiteObjectActivities(deps),
  };
  return mapFailures(onOwnSite(activities, deps));
}

export type LedgerActivities = ReturnType<typeof createLedgerActivities>;
export type GraphActivities = ReturnType<typeof createGraphActivities>;
export type SiteActivities = ReturnType<typeof createSiteActivities>;
