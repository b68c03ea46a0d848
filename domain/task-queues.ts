/** Task queues. The site's carries tenant and site, because site codes repeat across companies. */
export const taskQueues = { gangway: 'gangway', graph: 'graph', guard: 'guard' } as const;

export const siteTaskQueue = (tenant: string, siteCode: string): string =>
  `site-${tenant}-${siteCode}`;
