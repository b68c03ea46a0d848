import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lendTenant } from './emulated-tenant.ts';
import type { EmulatedTenant } from './emulated-tenant.ts';

const STALE = '20000000-0000-4000-8000-000000000002';
const WIPE_ME = '40000000-0000-4000-8000-000000000001';
const RETIRE_ME = '40000000-0000-4000-8000-000000000002';
const PLAINLY = '40000000-0000-4000-8000-000000000003';
const NOBODY = '99999999-0000-4000-8000-000000000001';

let tenant: EmulatedTenant;

beforeAll(async () => {
  tenant = await lendTenant({
    machines: [
      { serialNumber: 'SN-1', state: 'enrolled', managedDeviceId: WIPE_ME },
      { serialNumber: 'SN-2', state: 'enrolled', managedDeviceId: RETIRE_ME },
      {
        serialNumber: 'SN-3',
        state: 'enrolled',
        managedDeviceId: PLAINLY,
        protectedWipeBreaksIt: true,
      },
    ],
    entraDevices: [{ id: STALE, displayName: 'leftover', trustType: 'Workplace' }],
  });
});
afterAll(() => tenant.close());

describe('an Entra object', () => {
  test('is disabled, enabled and deleted; each again without harm', async () => {
    for (const enabled of [false, false, true]) {
      await tenant.guard.setEntraDeviceEnabled(STALE, enabled);
      const found = await tenant.guard.findEntraDevice(STALE);
      expect(found?.device.accountEnabled).toBe(enabled);
    }
    await tenant.guard.deleteEntraDevice(STALE);
    await tenant.guard.deleteEntraDevice(STALE);
    expect(await tenant.guard.findEntraDevice(STALE)).toBeUndefined();
  });

  test('that is absent cannot be disabled', async () => {
    await expect(tenant.guard.setEntraDeviceEnabled(NOBODY, false)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});

describe('a managed device', () => {
  test('is accepted for a wipe', async () => {
    await tenant.guard.wipeManagedDevice(WIPE_ME);
    const found = await tenant.guard.findManagedDevice(WIPE_ME);
    expect(found?.device.managementState).toBe('wipePending');
  });

  test('is wiped plainly: nothing is kept, and no protected wipe leaves it unable to start', async () => {
    await tenant.guard.wipeManagedDevice(PLAINLY);
    tenant.emulator.simulation.clock.advance(3600);
    const machine = tenant.emulator.simulation.machines
      .all()
      .find(({ spec }) => spec.serialNumber === 'SN-3');
    expect(machine).toMatchObject({ wipeCount: 1, isUnbootable: false });
  });

  test('is accepted for a retire and goes away in vendor time', async () => {
    await tenant.guard.retireManagedDevice(RETIRE_ME);
    tenant.emulator.simulation.clock.advance(3600);
    expect(await tenant.guard.findManagedDevice(RETIRE_ME)).toBeUndefined();
  });

  test('that is absent cannot be wiped: absence is for the caller to explain', async () => {
    await expect(tenant.guard.wipeManagedDevice(NOBODY)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});
