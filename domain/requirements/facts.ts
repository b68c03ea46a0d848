import type { RunFacts } from './run-facts.ts';
import type { SiteFacts } from './site-facts.ts';
import type { TenantFacts } from './tenant-facts.ts';

/**
 * What readiness reads, each call once: filled by activities, judged by the catalogue.
 * Reads by themselves say nothing about right or wrong, so a fact is the vendor's answer in the vendor's words,
 * or why there is none: a missing permission is never taken for a pass.
 */
export type Fact<T> =
  | { readonly kind: 'known'; readonly value: T }
  /** 'permission Policy.Read.All' or 'a read of SMS_Site'. */
  | { readonly kind: 'unknown'; readonly needs: string };

export interface Facts {
  readonly tenant: TenantFacts;
  readonly site: SiteFacts;
  readonly run: RunFacts;
  /** The `Date` header of Graph's answer and our own clock when it came, both ISO. */
  readonly clocks: { readonly vendorNow: string; readonly ourNow: string };
}
