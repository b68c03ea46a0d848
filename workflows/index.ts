export { deviceReset } from './device-reset/workflow.ts';
export { duplicateCleanup } from './duplicate-cleanup/workflow.ts';
export { onboardingRun } from './onboarding-run/workflow.ts';
export { registrationShard } from './registration-shard/workflow.ts';
export { tenantWatch } from './tenant-watch/workflow.ts';
