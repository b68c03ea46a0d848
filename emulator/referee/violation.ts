/** Everything that must never happen, whoever does it. */
export const violationKinds = [
  'ztdid-object-disabled',
  'ztdid-object-deleted',
  'bystander-changed',
  'keys-lost',
  'identity-deleted-while-enrolled',
  'authority-changed-after-provisioning',
  'two-policies-on-one-group',
  'wiped-twice',
  'wiped-without-list',
  'called-before-retry-after',
  'sync-within-ten-minutes',
  'too-many-rows',
  'too-many-sub-requests',
  'delivered-before-profile',
] as const;

export type ViolationKind = (typeof violationKinds)[number];

export interface Violation {
  kind: ViolationKind;
  /** What it happened to, in a form that finds it in `/_emulator/truth`. */
  subject: string;
  evidence: Record<string, unknown>;
  /** Vendor time. */
  at: string;
}
