import { defineSignal } from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/common';

/** Disables one wave's duplicates, lets them rest, and deletes them once gate `duplicate-delete` is decided. */
export const duplicateCleanupType = 'duplicateCleanup';

export interface DuplicateCleanupInput {
  readonly tenant: string;
  readonly run: string;
  readonly wave: number;
  readonly epoch: number;
  readonly timeFactor: number;
  /** Vendor time. */
  readonly graceMs: number;
}

/** How the gate of this wave was decided. */
export interface GateDecided {
  readonly gate: string;
  readonly verdict: 'approved' | 'rejected';
}
export const gateDecidedSignal: SignalDefinition<[GateDecided]> = defineSignal('gateDecided');
