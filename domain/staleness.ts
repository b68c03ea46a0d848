/**
 * The sign-in date of an Entra device is refreshed only when it is 14 ± 5 days old, so nothing younger than
 * 21 days may be called stale (Microsoft Learn, "Manage stale devices").
 */
export const inUseDays = 21;

/** A duplicate is proposed for clean-up from this age on; Microsoft's samples disable at 90 days. */
export const staleDays = 90;

const dayMs = 86_400_000;

/** Days between two ISO instants; nothing when the earlier one is unknown. */
export function daysSince(earlier: string | undefined, now: string): number | undefined {
  if (earlier === undefined) return undefined;
  const days = (Date.parse(now) - Date.parse(earlier)) / dayMs;
  return Number.isFinite(days) ? days : undefined;
}

/** Unknown counts as in use: a missing date proves nothing. */
export function isInUse(lastSeenAt: string | undefined, now: string): boolean {
  const days = daysSince(lastSeenAt, now);
  return days === undefined || days < inUseDays;
}

export function isStale(lastSeenAt: string | undefined, now: string): boolean {
  const days = daysSince(lastSeenAt, now);
  return days !== undefined && days >= staleDays;
}
