import { expect, test } from 'vitest';
import { parsePhysicalIds } from '../../../ports/graph/physical-ids.ts';

test('reads tags in whatever casing the field uses', () => {
  const ids = ['[ZTDId]:9F5B0000-0000-0000-0000-000000000001', '[OrderId]:MWD'];
  expect(parsePhysicalIds(ids)).toEqual({
    ztdId: '9f5b0000-0000-0000-0000-000000000001',
    orderId: 'MWD',
    hardwareIds: [],
  });
});

test('keeps colons inside a hardware id and does not take a user’s for the device’s', () => {
  const ids = ['[USER-HWID]:1a2b:6896150000000002', '[HWID]:h:6896150000000002', '[GID]:g:1'];
  expect(parsePhysicalIds(ids).hardwareIds).toEqual(['h:6896150000000002']);
});

test('takes empty values and foreign texts for nothing', () => {
  expect(parsePhysicalIds(['[ZTDID]:', 'nonsense', '[ZTDID] 1'])).toEqual({ hardwareIds: [] });
});
