import { expect } from 'vitest';
import { truthOf } from '../../../emulator/admin/truth.ts';
import type { Laboratory } from './laboratory.ts';

/** The call changes nothing at the vendor, and the referee saw nothing it had to write down. */
export async function untouched<T>(lab: Laboratory, call: () => Promise<T>): Promise<T> {
  const truth = (): string => JSON.stringify(truthOf(lab.emulator.simulation));
  const before = truth();
  try {
    return await call();
  } finally {
    expect(truth()).toBe(before);
    expect(lab.emulator.simulation.referee.violations).toEqual([]);
  }
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
