/**
 * `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3). A date is counted from
 * the `Date` of the same answer, never from our clock: the two may be an hour apart. Without that
 * header a date says nothing, and the caller falls back to its own backoff.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const untilMs = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(untilMs) ? undefined : Math.max(0, untilMs);
}

/** The `Date` header as an ISO instant: the vendor's clock. */
export function vendorInstant(headers: Headers): string | undefined {
  const ms = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(ms) ? undefined : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
