import { expect, test } from 'vitest';
import { lendSite } from './emulated-site.ts';

/** Three pages of 1000; a page may end exactly at its limit. */
test.each([2_000, 2_500])('lists %i devices, each once', async (count) => {
  const systems = Array.from({ length: count }, (_, index) => ({ name: `PC${index}` }));
  const lent = await lendSite({ site: { systems } });
  try {
    const calls: number[] = [];
    const site = lent.siteWith({ onCall: ({ status }) => calls.push(status) });
    const devices = await site.listDevices();
    expect(new Set(devices.map((device) => device.name)).size).toBe(count);
    expect(devices).toHaveLength(count);
    // Three of devices, one of co-management states.
    expect(calls).toHaveLength(4);
  } finally {
    await lent.close();
  }
});

test('falls back to the console’s column where the state class is not served', async () => {
  const lent = await lendSite({
    machines: [{ serialNumber: 'SN-1', state: 'co-managed' }],
    site: { systems: [{ name: 'PC' }] },
  });
  try {
    await lent.emulator.fail({ path: 'SMS_Client_ComanagementState$', status: 404 });
    const devices = await lent.site.listDevices();
    expect(devices.map((device) => [device.name, device.mdmEnrolled])).toEqual(
      expect.arrayContaining([['PC', false]]),
    );
    expect(devices.filter((device) => device.comgmtPolicyPresent)).toHaveLength(1);
  } finally {
    await lent.close();
  }
});
