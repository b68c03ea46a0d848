import type { RemoteActionKind } from '../../world-events.ts';

/**
 * A fresh start is a wipe by another name: without the user's data it ends in OOBE as well.
 * https://learn.microsoft.com/intune/intune-service/remote-actions/device-fresh-start
 */
export function isWipe(action: RemoteActionKind): boolean {
  return action === 'wipe' || action === 'clean';
}
