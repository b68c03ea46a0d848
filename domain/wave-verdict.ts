import { countIn, type DeviceState, type StateCounts } from './device-state.ts';

/** States in which a wave has nothing left to wait for. */
export const settledStates = [
  'co-managed',
  'refused',
  'skipped',
  'rolled-back',
  'needs-attention',
] as const satisfies readonly DeviceState[];

export function total(counts: StateCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function isSettled(counts: StateCounts): boolean {
  return countIn(counts, settledStates) === total(counts);
}

/** Whether more failed than the budget allows. What was refused before anything was done to it is not a failure. */
export function isOverBudget(counts: StateCounts, failureBudgetPercent: number): boolean {
  const failed = countIn(counts, ['needs-attention', 'rolled-back']);
  const tried = total(counts) - countIn(counts, ['refused', 'skipped']);
  return tried > 0 && failed * 100 > failureBudgetPercent * tried;
}
