import type { FailureCode } from './failures.ts';

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

/** A device record that stands beside the device's own and is to go. */
export interface DuplicateItem {
  readonly entraObjectId: string;
  readonly entraDeviceId: string;
  readonly displayName: string;
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
  /** 1-based; 0 for devices nothing is done to. */
  readonly wave: number;
  readonly groupTag: string;
  readonly assignedUser?: string;
  readonly target: ItemTarget;
  readonly duplicates: readonly DuplicateItem[];
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
