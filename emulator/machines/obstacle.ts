import { failureText } from './failures.ts';
import type { FailureCode } from './failures.ts';

/** Why a transition does not start. */
export interface Obstacle {
  text: string;
  code?: string;
  /** The client asks again by itself: ccmsetup retries its download for a day. */
  retriesItself?: boolean;
}

export function failedWith(code: FailureCode | (string & {})): Obstacle {
  return { code, text: failureText(code) };
}
