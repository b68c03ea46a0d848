import type { Facts } from './facts.ts';

/** Public API: shown in readiness, reports and `docs/requirements.md`, never renamed or reused. */
export type RequirementId = `REQ-${number}`;
export type RequirementSeverity = 'block' | 'warn';
export type RunPath = 'autopilot' | 'existing-clients';
export type Cloud = 'public' | 'us-government' | 'china';

/** The phase that must not begin before; nothing else is held up. `delivery` = handed to the user. */
export type NeededBefore =
  | 'plan'
  | 'cloud-attach'
  | 'policy'
  | 'registration'
  | 'wipe'
  | 'auto-enrolment'
  | 'workload'
  | 'delivery';

/** Who can mend it. */
export type RequirementFixer =
  | 'tenant-admin'
  | 'site-admin'
  | 'azure-admin'
  | 'ad-admin'
  | 'network-admin'
  | 'run-admin'
  | 'operator'
  | 'gangway';

interface Common {
  readonly id: RequirementId;
  readonly title: string;
  readonly severity: RequirementSeverity;
  /** False: no source of the vendor says so, or sources differ. Then it never blocks by itself, it warns and says so. */
  readonly isConfirmed: boolean;
  readonly paths: readonly RunPath[];
  /** Left out: with and without the Managed Desktop preset. */
  readonly managedDesktop?: 'only' | 'never';
  /** Left out: every cloud. */
  readonly clouds?: readonly Cloud[];
  readonly neededBefore: NeededBefore;
  /** What must be so, in one or two sentences. */
  readonly statement: string;
  /** What to do when it is not. */
  readonly remedy: string;
  readonly fixer: RequirementFixer;
  /** Public pages, as URLs. */
  readonly sources: readonly string[];
}

/** What a named person looks at and hands in. The attestation belongs to the tenant and serves later runs until it expires. */
export interface Attestation {
  /** What the person looks at, and where. */
  readonly instructions: string;
  /** What to hand in. */
  readonly evidence: string;
  readonly expiresAfterDays: number;
}

/** Evaluated from facts; an outcome `unknown` names the permission or the read that is missing and is never a pass. */
export interface Check extends Common {
  readonly kind: 'check';
  readonly check: (facts: Facts) => CheckOutcome;
  /** Only where no permission an app can hold makes the read possible: then a person may attest in place of an unknown. */
  readonly whenUnknown?: Attestation;
}

/** Enforced by our own code in every run: where, and which test shows it (both looked up by a test). */
export interface Rule extends Common {
  readonly kind: 'rule';
  /** File and exported name. */
  readonly enforcedIn: `${string}.ts#${string}`;
  /** File and a part of the test's name that stands in it as written. */
  readonly shownBy: `${string}.test.ts#${string}`;
}

/** Attested by a named human, with evidence. */
export interface Task extends Common, Attestation {
  readonly kind: 'task';
  /** A read that must agree with the person, where there is one. */
  readonly readBack?: (facts: Facts) => CheckOutcome;
}

/** Shown at its phase. */
export interface Notice extends Common {
  readonly kind: 'notice';
}

export type Requirement = Check | Rule | Task | Notice;

export type CheckOutcome =
  | { readonly status: 'pass'; readonly evidence: string }
  /** `isMild`: under these circumstances the source only advises, so the failure warns where the entry blocks. */
  | { readonly status: 'fail'; readonly evidence: string; readonly isMild?: true }
  | { readonly status: 'not-applicable'; readonly evidence: string }
  /** 'permission Policy.Read.All' or 'a read of SMS_Site'. */
  | { readonly status: 'unknown'; readonly needs: string };
