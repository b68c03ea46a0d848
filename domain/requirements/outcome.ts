import type { Fact } from './facts.ts';
import type { CheckOutcome } from './requirement.ts';

export function pass(evidence: string): CheckOutcome {
  return { status: 'pass', evidence };
}

export function fail(evidence: string): CheckOutcome {
  return { status: 'fail', evidence };
}

/** A failure that warns although its entry blocks: here the source only advises. */
export function failMildly(evidence: string): CheckOutcome {
  return { status: 'fail', evidence, isMild: true };
}

export function notApplicable(evidence: string): CheckOutcome {
  return { status: 'not-applicable', evidence };
}

export function unknown(needs: string): CheckOutcome {
  return { status: 'unknown', needs };
}

export function passIf(isGood: boolean, evidence: string): CheckOutcome {
  return isGood ? pass(evidence) : fail(evidence);
}

/** Judges a fact that is known; one that is not is never taken for a pass. */
export function given<T>(fact: Fact<T>, judge: (value: T) => CheckOutcome): CheckOutcome {
  return fact.kind === 'known' ? judge(fact.value) : unknown(fact.needs);
}

/** As `given`, for a plain value that is absent when readiness runs without a run. */
export function present<T>(
  value: T | undefined,
  needs: string,
  judge: (value: T) => CheckOutcome,
): CheckOutcome {
  return value === undefined ? unknown(needs) : judge(value);
}

/** '3 of 500 machines'. No serials, no names: evidence is shown and stored. */
export function share(count: number, total: number, noun: string): string {
  return `${count} of ${total} ${noun}`;
}
