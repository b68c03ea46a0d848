import { describe, expect, test } from 'vitest';
import { applies, judge, judgeReadBack } from '../../../domain/requirements/judge.ts';
import type {
  Check,
  CheckOutcome,
  Requirement,
  Task,
} from '../../../domain/requirements/requirement.ts';
import { aFacts } from './facts.ts';

const common = {
  id: 'REQ-001',
  title: 'Something',
  severity: 'block',
  isConfirmed: true,
  paths: ['autopilot'],
  neededBefore: 'plan',
  statement: 'Something is so.',
  remedy: 'Make it so.',
  fixer: 'tenant-admin',
  sources: ['https://learn.microsoft.com'],
} as const;

function verdict(outcome: CheckOutcome, change: Partial<Check> = {}): object {
  return judge({ ...common, kind: 'check', check: () => outcome, ...change }, aFacts());
}

const failed: CheckOutcome = { status: 'fail', evidence: 'seen' };
const unread: CheckOutcome = { status: 'unknown', needs: 'permission X' };

describe('an outcome', () => {
  test('that fails blocks where the entry blocks', () => {
    expect(verdict(failed)).toEqual({ status: 'fail', evidence: 'seen' });
  });

  test('that fails warns, never blocks, where the entry warns', () => {
    expect(verdict(failed, { severity: 'warn' })).toEqual({ status: 'warn', evidence: 'seen' });
  });

  test('that fails warns and says why where the vendor does not confirm the entry', () => {
    const found = verdict(failed, { isConfirmed: false });
    expect(found).toEqual({
      status: 'warn',
      evidence: 'seen (unconfirmed by the vendor: no block)',
    });
  });

  test('that fails mildly warns', () => {
    expect(verdict({ ...failed, isMild: true })).toMatchObject({ status: 'warn' });
  });

  test('that is unknown is no pass: it holds what the entry blocks, and names what is missing', () => {
    expect(verdict(unread)).toEqual({ status: 'unknown', needs: 'permission X', holds: true });
  });

  test.each<Partial<Check>>([{ severity: 'warn' }, { isConfirmed: false }])(
    'that is unknown holds nothing where the entry does not block: %o',
    (change) => {
      expect(verdict(unread, change)).toMatchObject({ status: 'unknown', holds: false });
    },
  );
});

test('a task without a read-back has nothing to agree with; one that fails blocks like a check', () => {
  const task: Task = {
    ...common,
    kind: 'task',
    instructions: 'Look.',
    evidence: 'What was seen.',
    expiresAfterDays: 30,
  };
  expect(judgeReadBack(task, aFacts())).toBeUndefined();
  expect(judgeReadBack({ ...task, readBack: () => failed }, aFacts())).toMatchObject({
    status: 'fail',
  });
});

describe('an entry applies', () => {
  const notice: Requirement = { ...common, kind: 'notice' };
  const run = { path: 'autopilot', managedDesktop: false, cloud: 'public' } as const;
  test.each([
    ['on its path', notice, run, true],
    ['not on another', notice, { ...run, path: 'existing-clients' }, false],
    ['only under the preset', { ...notice, managedDesktop: 'only' }, run, false],
    [
      'under the preset when it is only for it',
      { ...notice, managedDesktop: 'only' },
      { ...run, managedDesktop: true },
      true,
    ],
    [
      'never under the preset',
      { ...notice, managedDesktop: 'never' },
      { ...run, managedDesktop: true },
      false,
    ],
    ['in its cloud', { ...notice, clouds: ['china'] }, { ...run, cloud: 'china' }, true],
    ['not in another', { ...notice, clouds: ['china'] }, run, false],
  ] as const)('%s', (_name, entry, circumstances, expected) => {
    expect(applies(entry, circumstances)).toBe(expected);
  });
});
