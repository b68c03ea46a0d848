/** Wipes the reused devices of one wave after gate `wipe`, and closes when each has come back or is parked. */
export const deviceResetType = 'deviceReset';

export interface DeviceResetInput {
  readonly tenant: string;
  readonly run: string;
  readonly wave: number;
  readonly epoch: number;
  readonly timeFactor: number;
  /** The approved gate under which the guard may act. */
  readonly gate: string;
}
