import type { StrongKey } from './device-identity.ts';
import type { FailureCode } from './failures.ts';
import type { Conflict } from './identity-conflicts.ts';

export const tracks = [
  'register',
  'adopt',
  'reset',
  'manual-reset',
  'auto-enroll',
  'add-client',
  'already-co-managed',
  'refused',
] as const;
export type Track = (typeof tracks)[number];

/** What an Entra object that shares the hardware of a device is. */
export type TwinClass =
  | 'anchor'
  | 'active'
  /** Registered by a user before the PC was joined, and the join is in use today. */
  | 'workplace-twin'
  /** Synchronised, but never registered as far as the directory says: a sign nobody has confirmed. */
  | 'pending-hybrid'
  | 'stale'
  /** Nobody knows when it was last seen, which is not stale. */
  | 'unknown';

/** Why an object that shares the hardware of a device is left alone. */
export type KeepReason =
  | 'anchor'
  /** Active Directory's: it is cleaned up there, and the synchronisation follows. */
  | 'synced'
  | 'system-managed'
  | 'managed'
  | 'not-stale'
  | 'sign-in-unknown'
  | 'not-joined'
  /** It shows the hardware of another PC too, so nobody can say whose it is. */
  | 'hardware-of-another'
  | 'name-of-another';

interface TwinItem {
  readonly entraObjectId: string;
  readonly entraDeviceId: string;
  readonly displayName: string;
  readonly twinClass: TwinClass;
}

/** An object of the device's hardware that is not touched, for the approvers and for whoever owns it. */
export interface KeptObject extends TwinItem {
  readonly reason: KeepReason;
}

/** A device record that stands beside the device's own and is to go. */
export interface DuplicateItem extends TwinItem {
  readonly trustType: string;
  readonly lastSignInAt: string;
  /** Set when the Intune record must be retired first. */
  readonly managedDeviceId?: string;
}

/** What the plan holds for one device. Immutable once its gate is open. */
export interface PlanItem {
  readonly deviceKey: string;
  readonly row: number;
  readonly track: Track;
  /** Only on track `refused`. */
  readonly refusal?: FailureCode;
  /** Why the records leave it open which PC is meant; only where that is why it is refused. */
  readonly conflicts?: readonly Conflict[];
  /** The keys by which the records below were joined; a name is never one. */
  readonly evidence: readonly StrongKey[];
  /** 1-based; 0 for devices nothing is done to. */
  readonly wave: number;
  readonly groupTag: string;
  readonly assignedUser?: string;
  readonly target: ItemTarget;
  readonly duplicates: readonly DuplicateItem[];
  /** What stands beside the device besides and stays. */
  readonly kept: readonly KeptObject[];
}

/** The records the device was resolved to when the plan was made. */
export interface ItemTarget {
  readonly serialNumber: string;
  readonly entraObjectId?: string;
  readonly entraDeviceId?: string;
  readonly managedDeviceId?: string;
  readonly enrolledDateTime?: string;
  readonly autopilotIdentityId?: string;
  /** What an adopted identity carried before, for undo. */
  readonly previousGroupTag?: string;
  readonly previousAssignedUser?: string;
}

/** One change to a tenant or site object, decided when the plan is made. */
export interface TenantChange {
  readonly object:
    | 'device-group'
    | 'esp-profile'
    | 'autopilot-profile'
    | 'comanagement-policy'
    | 'device-collection'
    | 'application-deployment';
  readonly name: string;
  readonly change: 'create' | 'adopt';
}

export interface PlanTotals {
  readonly devices: number;
  readonly byTrack: Partial<Readonly<Record<Track, number>>>;
  readonly duplicates: number;
  readonly waves: number;
}

/** The part of the plan that is hashed together with the root of its items. */
export interface PlanHeader {
  readonly version: 1;
  readonly tenant: string;
  readonly run: string;
  readonly path: string;
  readonly requester: string;
  readonly specHash: string;
  readonly itemsRoot: string;
  readonly totals: PlanTotals;
  readonly tenantChanges: readonly TenantChange[];
}
