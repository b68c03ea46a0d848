/** Workflow ids, in one place. They are public: links, runbooks and the guard's describe depend on them. */
export const runWorkflowId = (tenant: string, run: string): string => `run/${tenant}/${run}`;
export const shardWorkflowId = (tenant: string, run: string, wave: number, shard: number): string =>
  `${runWorkflowId(tenant, run)}/wave/${wave}/shard/${shard}`;
export const resetWorkflowId = (tenant: string, run: string, wave: number): string =>
  `${runWorkflowId(tenant, run)}/reset/${wave}`;
export const duplicatesWorkflowId = (tenant: string, run: string, wave: number): string =>
  `${runWorkflowId(tenant, run)}/duplicates/${wave}`;
export const watchWorkflowId = (tenant: string): string => `watch/${tenant}`;
