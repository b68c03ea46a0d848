import { describe, expect, test } from 'vitest';
import { isGroupTag, isSharedTag } from '../../domain/group-tag.ts';

describe('a group tag', () => {
  test.each(['GANGWAY', 'Sales 2026', 'hq-1', 'HQ_1.b', '7', 'x'.repeat(100)])(
    'may be %s',
    (tag) => {
      expect(isGroupTag(tag)).toBe(true);
    },
  );

  test.each([
    'X")) or (device.deviceOwnership -eq "Company") or (device.devicePhysicalIds -any (_ -eq "Y',
    'X"',
    "X'",
    'X\\',
    'HQ\n1',
    'HQ\n',
    'HQ\u001b[2K',
    'HQ)',
    '[OrderID]:HQ',
    ' HQ',
    '-HQ',
    'Zürich',
    '',
    'x'.repeat(101),
  ])('%j could write the membership rule itself and is none', (tag) => {
    expect(isGroupTag(tag)).toBe(false);
  });

  test.each(['HQ-Shared', 'HQ-shared', 'hq-SHARED'])('%s makes shared devices', (tag) => {
    expect(isSharedTag(tag)).toBe(true);
  });

  test.each(['Shared', 'HQ-Shared-2', 'HQShared'])('%s makes none', (tag) => {
    expect(isSharedTag(tag)).toBe(false);
  });
});
