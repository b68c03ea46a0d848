import { expect, test } from 'vitest';
import { useLedger } from '../support/database.ts';
import { driveRun } from './support/drive-run.ts';
import { ledgerEnd } from './support/end-state.ts';
import { useStandingClock, withLaboratory } from './support/laboratory.ts';
import { aSmallWorld } from './support/small-world.ts';

const lease = useLedger();
useStandingClock();

test('a fleet of all kinds ends as each device can, and nobody’s device is touched', async () => {
  const small = aSmallWorld([
    'new',
    'registered',
    'reused',
    'duplicate',
    'duplicate-with-key',
    'foreign',
    'joined',
    'co-managed',
    'bystander',
  ]);
  await withLaboratory(lease, small, async (lab) => {
    await driveRun(lab);
    const { devices } = await ledgerEnd(lease.ledger, lab);
    expect(Object.values(devices)).toEqual([
      'co-managed (register)',
      'co-managed (adopt)',
      'co-managed (reset)',
      'co-managed (reset)',
      'co-managed (reset)',
      'refused (register, DeviceAssignedToOtherTenant)',
      'needs-attention (register, AlreadyEntraRegistered)',
      'co-managed (already-co-managed)',
    ]);
    expect(lab.emulator.simulation.referee.violations).toEqual([]);
  });
});
