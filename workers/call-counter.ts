import type { LedgerPort } from '../ports/ledger/port.ts';
import type { Logger } from 'pino';

/** Counts are for people: a second old is new enough, and a crash loses at most that. */
const flushMs = 1_000;

/** Counts a vendor's calls in memory and adds them to the tenant's counters now and then. */
export function startCallCounter(deps: {
  ledger: LedgerPort;
  logger: Logger;
  tenant: string;
  name: 'graph' | 'adminService';
}): {
  onCall: (info: { throttled: boolean }) => void;
  stop: () => Promise<void>;
} {
  let calls = 0;
  let throttled = 0;
  const flush = async (): Promise<void> => {
    const counted = { [deps.name]: calls, throttled };
    if (calls === 0) return;
    calls = 0;
    throttled = 0;
    try {
      await deps.ledger.countCalls(deps.tenant, counted);
    } catch (error) {
      deps.logger.warn({ err: error }, 'vendor calls were not counted');
    }
  };
  const timer = setInterval(() => void flush(), flushMs);
  return {
    onCall(info) {
      calls += 1;
      if (info.throttled) throttled += 1;
    },
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
