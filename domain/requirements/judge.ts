import type { Facts } from './facts.ts';
import type { Check, CheckOutcome, Requirement, Task } from './requirement.ts';

/** What an outcome means for the phase its entry is needed before. */
export type Verdict =
  | { readonly status: 'pass'; readonly evidence: string }
  /** Holds the phase; nobody can wave it through. */
  | { readonly status: 'fail'; readonly evidence: string }
  /** Does not hold anything; a named person may accept it with a reason. */
  | { readonly status: 'warn'; readonly evidence: string }
  /** Not known: holds the phase of an entry that blocks, as nothing unread is ever a pass. */
  | { readonly status: 'unknown'; readonly needs: string; readonly holds: boolean }
  | { readonly status: 'not-applicable'; readonly evidence: string };

type Circumstances = Pick<Facts['run'], 'path' | 'managedDesktop' | 'cloud'>;

/** Whether the entry concerns a run of this path, preset and cloud. */
export function applies(requirement: Requirement, run: Circumstances): boolean {
  const { paths, managedDesktop, clouds } = requirement;
  if (!paths.includes(run.path)) return false;
  if (managedDesktop !== undefined && (managedDesktop === 'only') !== run.managedDesktop) {
    return false;
  }
  return clouds === undefined || clouds.includes(run.cloud);
}

export function judge(check: Check, facts: Facts): Verdict {
  return verdictOf(check, check.check(facts));
}

/** What the vendor says of a thing that a person attests; undefined: nothing can be read. */
export function judgeReadBack(task: Task, facts: Facts): Verdict | undefined {
  return task.readBack === undefined ? undefined : verdictOf(task, task.readBack(facts));
}

function verdictOf(
  { severity, isConfirmed }: Pick<Requirement, 'severity' | 'isConfirmed'>,
  outcome: CheckOutcome,
): Verdict {
  switch (outcome.status) {
    case 'pass':
    case 'not-applicable':
      return outcome;
    case 'unknown':
      return { ...outcome, holds: severity === 'block' && isConfirmed };
    case 'fail': {
      const { evidence } = outcome;
      if (severity === 'warn' || outcome.isMild === true) return { status: 'warn', evidence };
      if (isConfirmed) return { status: 'fail', evidence };
      return { status: 'warn', evidence: `${evidence} (unconfirmed by the vendor: no block)` };
    }
  }
}
