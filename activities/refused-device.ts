import { GraphError } from '../ports/graph/errors.ts';
import type { DeviceMove, DeviceRow } from '../ports/ledger/port.ts';

/** What the vendor refuses for one device is that device's trouble: it parks, and the others go on. */
export async function unlessRefused(
  device: DeviceRow,
  act: () => Promise<DeviceMove>,
): Promise<DeviceMove> {
  try {
    return await act();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { deviceKey, state } = device;
    const vendorReason = `${error.code} ${error.status}`;
    return {
      deviceKey,
      from: state,
      to: 'needs-attention',
      code: 'VendorRefused',
      vendorReason,
    };
  }
}

export function isRefusal(error: unknown): error is GraphError {
  if (!(error instanceof GraphError)) return false;
  return error.kind === 'refused' || error.kind === 'conflict' || error.kind === 'not-found';
}
