import { expect } from 'vitest';
import { truthOf } from '../../../emulator/admin/truth.ts';
import type { Laboratory } from './laboratory.ts';

/** The call changes nothing at the vendor, and the referee saw nothing it had to write down. */
export async function untouched<T>(lab: Laboratory, call: () => Promise<T>): Promise<T> {
  const before = truth(lab);
  try {
    return await call();
  } finally {
    const after = truth(lab);
    // Named by store: a whole world is too much to read in a failure.
    const changed = Object.keys(after).filter((store) => after[store] !== before[store]);
    expect(changed).toEqual([]);
    expect(lab.emulator.simulation.referee.violations).toEqual([]);
  }
}

function truth(lab: Laboratory): Record<string, string> {
  const stores = Object.entries(truthOf(lab.emulator.simulation));
  return Object.fromEntries(stores.map(([store, rows]) => [store, JSON.stringify(rows)]));
}

/** The vendor's row is otherwise for as long as the call takes. */
export async function whileChanged<Row extends object, T>(
  row: Row,
  change: Partial<Row>,
  call: () => Promise<T>,
): Promise<T> {
  const before = { ...row };
  Object.assign(row, change);
  try {
    return await call();
  } finally {
    Object.assign(row, before);
  }
}
