import { GraphError } from '../../../ports/graph/errors.ts';
import { ConfigMgrError } from '../../../ports/configmgr/errors.ts';

/** The process died here: whatever was done is done, whatever was to come is not. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Where a process may die: around each write to the ledger and each request that changes something at a vendor. */
export interface Boundary {
  readonly system: 'ledger' | 'graph' | 'site';
  readonly method: string;
  readonly side: 'before' | 'after';
}

/** What happens at a boundary: nothing, the end of the process, or an answer that never arrives. */
export type Mishap = 'crash' | 'lost-answer' | undefined;

/** Asked at each boundary; may be changed at any time. */
export interface Fate {
  decide: (at: Boundary) => Mishap;
}

export const noMishap = (): Mishap => undefined;

const vendorReads = /^(?:find|list|read|has|get)/;
/** Ledger methods that only look; dying around those is dying around their neighbours. */
const ledgerReads = /^(?:find|list|read|count|has|stillOwns|ping|close)/;

/** The port itself, with the process dying around its writes as `fate` has it. */
export function mortal<T extends object>(port: T, system: Boundary['system'], fate: Fate): T {
  const reads = system === 'ledger' ? ledgerReads : vendorReads;
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || typeof name !== 'string' || reads.test(name))
        return member;
      const method = member as (...input: unknown[]) => Promise<unknown>;
      return async (...input: unknown[]): Promise<unknown> => {
        suffer(fate, { system, method: name, side: 'before' });
        const answer = await method.apply(target, input);
        suffer(fate, { system, method: name, side: 'after' });
        return answer;
      };
    },
  });
}

function suffer(fate: Fate, at: Boundary): void {
  const mishap = fate.decide(at);
  if (mishap === undefined) return;
  const where = `${at.side} ${at.system}.${at.method}`;
  if (mishap === 'crash' || at.side === 'before' || at.system === 'ledger')
    throw new Crash(`died ${where}`);
  throw lostAnswer(at);
}

/** What the port throws when the connection is cut after the request was received. */
function lostAnswer({ system, method }: Boundary): Error {
  const facts = { kind: 'outcome-unknown', status: 0 } as const;
  return system === 'site'
    ? new ConfigMgrError({ ...facts, operation: method })
    : new GraphError({ ...facts, code: 'Lost', requestId: 'none', operation: method });
}

/** Dies once, at the first boundary of this kind. */
export function crashOnce(
  method: string,
  side: Boundary['side'],
  mishap: Exclude<Mishap, undefined> = 'crash',
): Fate & { hasHappened: boolean } {
  const fate = {
    hasHappened: false,
    decide: (at: Boundary): Mishap => {
      if (fate.hasHappened || at.method !== method || at.side !== side) return undefined;
      fate.hasHappened = true;
      return mishap;
    },
  };
  return fate;
}
