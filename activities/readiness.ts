import type { ConfigMgrPort } from '../ports/configmgr/port.ts';
import type { GraphReads } from '../ports/graph/port.ts';
import type { LedgerPort } from '../ports/ledger/port.ts';
import {
  isBlocked,
  siteReadiness,
  tenantReadiness,
  type ReadinessResult,
} from '../domain/readiness.ts';
import { total } from '../domain/wave-verdict.ts';
import { failure } from './failure-mapping.ts';
import type { RunInput } from './inputs.ts';

export interface ReadinessAnswer {
  readonly warnings: readonly string[];
}

/** Gathers facts, lets the domain judge, stores the verdicts. Blocked: fails retryably, so the run looks again by itself. */
export function createTenantReadinessActivities(deps: { ledger: LedgerPort; graph: GraphReads }) {
  return {
    async checkTenantReadiness(input: RunInput): Promise<ReadinessAnswer> {
      const facts = await deps.graph.readTenantFacts();
      const devices = total(await deps.ledger.countDevices(input));
      return conclude(deps.ledger, input, 'tenant', tenantReadiness(facts, devices));
    },
  };
}

export function createSiteReadinessActivities(deps: {
  ledger: LedgerPort;
  configmgr: ConfigMgrPort;
}) {
  return {
    async checkSiteReadiness(input: RunInput): Promise<ReadinessAnswer> {
      return conclude(
        deps.ledger,
        input,
        'site',
        siteReadiness(await deps.configmgr.readSiteFacts()),
      );
    },
  };
}

async function conclude(
  ledger: LedgerPort,
  input: RunInput,
  part: 'tenant' | 'site',
  results: readonly ReadinessResult[],
): Promise<ReadinessAnswer> {
  await ledger.saveInventory(input, `readiness-${part}`, {
    takenAt: new Date().toISOString(),
    rows: results,
  });
  if (isBlocked(results)) {
    const blockers = results.filter(({ status }) => status === 'fail' || status === 'unknown');
    throw failure('ReadinessBlocked', blockers.map(({ requirement }) => requirement).join(', '));
  }
  return {
    warnings: results
      .filter(({ status }) => status === 'warn')
      .map(({ requirement }) => requirement),
  };
}
