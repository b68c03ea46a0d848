import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  deviceStates,
  endStates,
  type DeviceState,
  type StateCounts,
} from '../../domain/device-state.ts';
import { isOverBudget, isSettled, settledStates, total } from '../../domain/wave-verdict.ts';

const counts: fc.Arbitrary<StateCounts> = fc.dictionary(
  fc.constantFrom<DeviceState>(...deviceStates),
  fc.integer({ min: 0, max: 20 }),
);

test('a wave is settled when each of its devices has ended or waits for a person', () => {
  expect([...settledStates].sort()).toEqual([...endStates, 'needs-attention'].sort());
  fc.assert(
    fc.property(counts, (given) => {
      const open = Object.entries(given).some(
        ([state, count]) => count > 0 && !(settledStates as readonly string[]).includes(state),
      );
      expect(isSettled(given)).toBe(!open);
    }),
  );
});

test('a wave without devices is settled and within budget, or the run would wait for ever', () => {
  expect(isSettled({})).toBe(true);
  expect(isOverBudget({}, 0)).toBe(false);
  expect(total({})).toBe(0);
});

test.each<[string, StateCounts, number, boolean]>([
  ['one of ten at ten percent', { 'co-managed': 9, 'needs-attention': 1 }, 10, false],
  ['two of ten at ten percent', { 'co-managed': 8, 'needs-attention': 2 }, 10, true],
  ['one of eleven at nine percent', { 'co-managed': 10, 'rolled-back': 1 }, 9, true],
  ['one at zero percent', { 'co-managed': 99, 'needs-attention': 1 }, 0, true],
  ['none at zero percent', { 'co-managed': 99, enrolling: 1 }, 0, false],
  ['all at a hundred percent', { 'needs-attention': 5 }, 100, false],
  ['what was refused before anything was done', { refused: 9, skipped: 3 }, 0, false],
  ['refused devices do not dilute it', { refused: 90, 'needs-attention': 1 }, 50, true],
])('budget: %s', (_name, given, percent, isOver) => {
  expect(isOverBudget(given, percent)).toBe(isOver);
});

test('more failures never bring a wave back within its budget', () => {
  fc.assert(
    fc.property(counts, fc.nat(100), (given, percent) => {
      fc.pre(isOverBudget(given, percent));
      const failed = { ...given, 'needs-attention': (given['needs-attention'] ?? 0) + 1 };
      expect(isOverBudget(failed, percent)).toBe(true);
    }),
  );
});
