import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countIn,
  deviceStates,
  deviceTransitions,
  endStates,
  isEndState,
  mayMove,
  mayRollBackFrom,
  type DeviceState,
} from '../../domain/device-state.ts';

const moves = deviceTransitions();
const from = (state: DeviceState): DeviceState[] =>
  moves.filter(([a]) => a === state).map(([, b]) => b);

/** States that can be reached without parking on the way. */
function reachable(start: DeviceState): ReadonlySet<DeviceState> {
  const seen = new Set<DeviceState>();
  const look = [start];
  for (let state = look.pop(); state !== undefined; state = look.pop()) {
    for (const next of from(state)) {
      if (next === 'needs-attention' || seen.has(next)) continue;
      seen.add(next);
      look.push(next);
    }
  }
  return seen;
}

describe('the life of a device', () => {
  test('ends: from every state there is a way to an end, without anybody parking it', () => {
    for (const state of deviceStates) {
      if (isEndState(state)) continue;
      const ends = [...reachable(state)].filter(isEndState);
      expect(ends, state).not.toEqual([]);
    }
  });

  test('can end co-managed from every state that is none, by work and never by being parked', () => {
    for (const state of deviceStates) {
      if (isEndState(state)) continue;
      expect(reachable(state).has('co-managed'), state).toBe(true);
    }
  });

  test.each(endStates)('has no way out of %s', (end) => {
    expect(from(end)).toEqual([]);
  });

  test('reaches every state from the first one', () => {
    const states = new Set(['accepted', 'needs-attention', ...reachable('accepted')]);
    expect([...states].sort()).toEqual([...deviceStates].sort());
  });

  test('may be parked in every state that is no end, and returns there', () => {
    for (const state of deviceStates) {
      if (isEndState(state) || state === 'needs-attention') continue;
      expect(mayMove(state, 'needs-attention'), state).toBe(true);
      expect(mayMove('needs-attention', state), state).toBe(true);
    }
  });

  test('never moves to where it is, and no pair stands twice', () => {
    const pairs = moves.map(([a, b]) => `${a} ${b}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(moves.filter(([a, b]) => a === b)).toEqual([]);
  });

  test('only leaves the run without a trace before it is imported', () => {
    const leaving = deviceStates.filter((state) => mayMove(state, 'skipped'));
    expect(leaving).toEqual(['accepted', 'planned', 'cleared', 'importing', 'needs-attention']);
    expect(deviceStates.filter((state) => mayMove(state, 'refused'))).toEqual(leaving);
  });

  test('has no move that is not in the table', () => {
    const state = fc.constantFrom(...deviceStates);
    fc.assert(
      fc.property(state, state, (a, b) => {
        expect(mayMove(a, b)).toBe(moves.some(([x, y]) => x === a && y === b));
      }),
    );
  });
});

describe('the point of no return', () => {
  const passed = ['delivered', 'wipe-issued', 'wiped', 'enrolling', 'co-managed'] as const;

  test.each(passed)('%s does not roll back: data is gone, or a user works on it', (state) => {
    expect(mayMove(state, 'rolled-back')).toBe(false);
    expect([...reachable(state)]).not.toContain('rolled-back');
  });

  test.each(passed)('is not undone by parking: what was %s does not roll back either', (state) => {
    expect(mayRollBackFrom(state)).toBe(false);
  });

  test('every state before it rolls back', () => {
    const before = deviceStates.filter(
      (state) => ![...passed, ...endStates, 'needs-attention'].includes(state),
    );
    for (const state of before) {
      expect(mayMove(state, 'rolled-back'), state).toBe(true);
      expect(mayRollBackFrom(state), state).toBe(true);
    }
  });

  test('of a parked device is asked of where it came from, never of being parked', () => {
    expect(mayRollBackFrom('needs-attention')).toBe(false);
  });
});

test('counts of states nobody is in are zero', () => {
  expect(countIn({ cleared: 2, wiped: 3 }, ['cleared', 'wiped', 'anchored'])).toBe(5);
  expect(countIn({}, deviceStates)).toBe(0);
});
