import type { ActivityInboundCallsInterceptor, ActivityInterceptors } from '@temporalio/worker';
import { heartbeat } from '@temporalio/activity';

/** Well below the shortest heartbeat time-out (5 s), so that one late beat does no harm. */
const beatMs = 1_000;

/** Beats for every activity while it runs, so that a killed worker is noticed in seconds and a live one never is. */
export function heartbeatInterceptor(): ActivityInterceptors {
  const inbound: ActivityInboundCallsInterceptor = {
    async execute(input, next) {
      const timer = setInterval(() => {
        heartbeat();
      }, beatMs);
      try {
        return await next(input);
      } finally {
        clearInterval(timer);
      }
    },
  };
  return { inbound };
}
