import { refuse } from './state.ts';

/** What a message must carry, by name. */
type Shape = Readonly<Record<string, 'string' | 'number' | 'object'>>;

/**
 * Refuses a message that lacks something. Anybody may send anything, and the Temporal UI sends nothing unless told to;
 * a handler that trips over it would fail its workflow task again and again, and so stop the whole run.
 */
export function demand(input: unknown, shape: Shape): void {
  const given = (input ?? {}) as Readonly<Record<string, unknown>>;
  const missing = Object.keys(shape).filter(
    (name) => typeof given[name] !== shape[name] || given[name] === null,
  );
  if (missing.length > 0)
    throw refuse('InvalidInput', `send one object with ${missing.join(', ')}`);
}

export const withReason = { reasonId: 'string' } as const satisfies Shape;

export function demandResolution(input: unknown): void {
  demand(input, { scope: 'object', action: 'string', ...withReason });
  const { scope, action } = input as { scope: object; action: string };
  if (action !== 'retry' && action !== 'skip')
    throw refuse('InvalidInput', 'action is retry or skip');
  if (!('deviceKey' in scope || 'errorCode' in scope || 'wave' in scope))
    throw refuse('InvalidInput', 'scope names a deviceKey, an errorCode or a wave');
}
