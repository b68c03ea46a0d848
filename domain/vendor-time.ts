/**
 * Waits on vendor processes are written in vendor time. In production vendor time is wall time (factor 1);
 * against an accelerated emulator one wall second is `timeFactor` vendor seconds.
 */
export function wallMs(vendorMs: number, timeFactor: number): number {
  return Math.ceil(vendorMs / timeFactor);
}
