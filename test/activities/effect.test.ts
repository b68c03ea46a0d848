import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import {
  effectKey,
  httpTimeoutMs,
  performEffect,
  waitUntilShown,
  type Effect,
  type EffectDeps,
  type EffectResult,
} from '../../activities/effect.ts';
import { ConfigMgrError } from '../../ports/configmgr/errors.ts';
import { GraphError, type GraphErrorKind } from '../../ports/graph/errors.ts';
import type { JournalEntry, LedgerPort, RunKey } from '../../ports/ledger/port.ts';
import { aRun } from '../ports/ledger/builders.ts';
import { useLedger } from '../support/database.ts';
import { Crash, crashOnce, mortal, noMishap, type Fate } from './support/crashes.ts';
import { passTime, useStandingClock } from './support/laboratory.ts';

/**
 * Suspicion: a process dies between two steps of an effect and the effect happens twice, or never. Shown on the real
 * ledger with a vendor that counts: the process dies at each boundary in turn, then the activity is called again.
 */
const lease = useLedger();
useStandingClock();

/** A vendor that counts its effects, and whose lists may lag behind. */
class CountingVendor {
  effects = 0;
  isShown = true;
  reads = 0;
  fails: (() => Error) | undefined;

  readonly readBack = async (): Promise<string | undefined> => {
    this.reads += 1;
    return this.effects > 0 && this.isShown ? 'object-1' : undefined;
  };

  readonly make = async (): Promise<string> => {
    const failing = this.fails;
    if (failing !== undefined) throw failing();
    this.effects += 1;
    return 'object-1';
  };
}

interface Bench {
  readonly key: RunKey;
  readonly vendor: CountingVendor;
  readonly fate: Fate;
  readonly temporal: { isRunning: () => Promise<boolean> };
  readonly ledger: LedgerPort;
  /** One attempt, as Temporal would start it. */
  attempt(change?: Partial<Effect>): Promise<EffectResult>;
  /** Attempts until one ends, with the time passing that each failure asks for. */
  untilDone(change?: Partial<Effect>): Promise<EffectResult>;
  /** The second between two attempts is longer than the vendor may take. */
  later(): Promise<void>;
}

async function aBench(intent: { step?: string; epoch?: number } = {}): Promise<Bench> {
  const key = await aRun(lease.ledger);
  const { epoch } = await lease.ledger.setFence(key, 'live');
  const vendor = new CountingVendor();
  const fate: Fate = { decide: noMishap };
  const temporal: Bench['temporal'] = { isRunning: () => Promise.resolve(true) };
  const step = intent.step ?? 'group/create';
  const deps: EffectDeps = {
    ledger: mortal(lease.ledger, 'ledger', fate),
    liveness: { isRunning: () => temporal.isRunning() },
    timeFactor: 60_000,
  };
  // The requests die with the process too: around the vendor's own method.
  const port = mortal({ make: vendor.make }, 'graph', fate);
  const effect: Effect = {
    key,
    intent: {
      key: effectKey(key.run, '-', step),
      step,
      target: 'Gangway devices',
      bodyHash: 'hash',
      before: null,
      epoch: intent.epoch ?? epoch,
    },
    repeatable: true,
    readBack: vendor.readBack,
    send: () => port.make(),
  };
  const attempt: Bench['attempt'] = (change) => performEffect(deps, { ...effect, ...change });
  const later = (): Promise<void> => passTime(lease, httpTimeoutMs + 60_000);
  return {
    key,
    vendor,
    fate,
    temporal,
    ledger: lease.ledger,
    attempt,
    later,
    untilDone: async (change) => {
      for (;;) {
        try {
          return await attempt(change);
        } catch (error) {
          if (!(error instanceof Crash) && !isRetryable(error)) throw error;
          await later();
        }
      }
    },
  };
}

function isRetryable(error: unknown): boolean {
  return error instanceof ApplicationFailure
    ? error.nonRetryable !== true
    : error instanceof GraphError;
}

async function entryOf(bench: Bench, step = 'group/create') {
  return lease.ledger.findEntry(bench.key, effectKey(bench.key.run, '-', step));
}

/** Where a process may die, and what becomes of an effect that is never sent twice. */
const boundaries = [
  ['intend', 'before', 'done'],
  ['intend', 'after', 'done'],
  ['beginSending', 'before', 'done'],
  ['beginSending', 'after', 'unknown'],
  ['make', 'before', 'unknown'],
  ['make', 'after', 'adopted'],
  ['answer', 'before', 'adopted'],
  ['answer', 'after', 'done'],
] as const;

describe('a repeatable effect happens once when the process died', () => {
  test.each(boundaries)('at %s (%s)', async (method, side) => {
    const bench = await aBench();
    bench.fate.decide = crashOnce(method, side).decide;
    await expect(bench.attempt()).rejects.toThrow(Crash);
    const { result } = await bench.untilDone();
    expect(bench.vendor.effects).toBe(1);
    expect(result).toBe('object-1');
    expect(await entryOf(bench)).toMatchObject({ state: 'answered', result: 'object-1' });
    expect(await bench.attempt()).toMatchObject({ result });
    expect(bench.vendor.effects).toBe(1);
  });

  test('or when its answer was lost', async () => {
    const bench = await aBench();
    bench.fate.decide = crashOnce('make', 'after', 'lost-answer').decide;
    await expect(bench.attempt()).rejects.toThrow(GraphError);
    expect(await bench.untilDone()).toEqual({ outcome: 'adopted', result: 'object-1' });
    expect(bench.vendor.effects).toBe(1);
  });
});

describe('a wipe is sent at most once when the process died', () => {
  test.each(boundaries)('at %s (%s): %s', async (method, side, expected) => {
    const bench = await aBench();
    const wipe = { repeatable: false };
    bench.fate.decide = crashOnce(method, side).decide;
    await expect(bench.attempt(wipe)).rejects.toThrow(Crash);
    expect((await bench.untilDone(wipe)).outcome).toBe(expected);
    expect(bench.vendor.effects).toBe(expected === 'unknown' ? 0 : 1);
    // A person decides from here on: however often it is called, nothing is sent any more.
    expect((await bench.untilDone(wipe)).outcome).toBe(expected);
    expect(bench.vendor.effects).toBe(expected === 'unknown' ? 0 : 1);
  });

  test('or when the vendor’s list never shows what happened: a person decides', async () => {
    const bench = await aBench();
    bench.vendor.isShown = false;
    bench.fate.decide = crashOnce('make', 'after', 'lost-answer').decide;
    await expect(bench.attempt({ repeatable: false })).rejects.toThrow(GraphError);
    expect(await bench.untilDone({ repeatable: false })).toEqual({
      outcome: 'unknown',
      result: '',
    });
    expect(bench.vendor.effects).toBe(1);
  });

  test('but is sent again after the vendor said that it did nothing', async () => {
    const bench = await aBench();
    bench.vendor.fails = () => vendorError('throttled');
    await expect(bench.attempt({ repeatable: false })).rejects.toThrow(GraphError);
    expect(await entryOf(bench)).toMatchObject({ state: 'intended', attempt: 1 });
    bench.vendor.fails = undefined;
    expect((await bench.attempt({ repeatable: false })).outcome).toBe('done');
    expect(bench.vendor.effects).toBe(1);
  });
});

describe('after a crash in the act', () => {
  async function crashed(): Promise<Bench> {
    const bench = await aBench();
    bench.fate.decide = crashOnce('make', 'after').decide;
    await expect(bench.attempt()).rejects.toThrow(Crash);
    return bench;
  }

  test('nothing is asked and nothing sent before the request is surely over', async () => {
    const bench = await crashed();
    const failed: unknown = await bench.attempt().catch((error: unknown) => error);
    expect(failed).toMatchObject({ type: 'NotReady', nonRetryable: false });
    const delayMs = failed instanceof ApplicationFailure ? Number(failed.nextRetryDelay) : 0;
    expect(delayMs).toBeGreaterThan(httpTimeoutMs - 5_000);
    expect(delayMs).toBeLessThanOrEqual(httpTimeoutMs + 1_000);
    expect(bench.vendor.reads).toBe(0);
    await passTime(lease, delayMs);
    expect((await bench.attempt()).outcome).toBe('adopted');
  });

  test('lists that lag are read twice before anything is sent again', async () => {
    const bench = await crashed();
    await bench.later();
    const lagging = async (): Promise<string | undefined> => {
      bench.vendor.reads += 1;
      return bench.vendor.reads > 1 ? 'object-1' : undefined;
    };
    expect((await bench.attempt({ readBack: lagging })).outcome).toBe('adopted');
    expect([bench.vendor.reads, bench.vendor.effects]).toEqual([2, 1]);
  });

  test('a second crash while reading back changes nothing', async () => {
    const bench = await crashed();
    await bench.later();
    const dying = () => Promise.reject(new Crash('died reading'));
    await expect(bench.attempt({ readBack: dying })).rejects.toThrow(Crash);
    expect((await bench.attempt()).outcome).toBe('adopted');
    expect(bench.vendor.effects).toBe(1);
  });

  test('what was found is kept though the run is paused: it did happen', async () => {
    const bench = await crashed();
    await bench.later();
    await lease.ledger.setFence(bench.key, 'paused');
    expect((await bench.attempt()).outcome).toBe('adopted');
  });
});

describe('two attempts at once', () => {
  test('send once: the second finds the first one at work, or its answer', async () => {
    const bench = await aBench();
    const both = await Promise.allSettled([bench.attempt(), bench.attempt()]);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    await bench.untilDone();
    expect(bench.vendor.effects).toBe(1);
  });

  test('a stalled attempt that lost its entry sends nothing when it wakes up', async () => {
    const bench = await aBench();
    // Between taking the entry and sending, the process stands still for longer than a heartbeat allows.
    const stalled = {
      ...lease.ledger,
      beginSending: async (...input: Parameters<LedgerPort['beginSending']>) => {
        const begun = await lease.ledger.beginSending(...input);
        await bench.later();
        expect((await bench.attempt()).outcome).toBe('done');
        return begun;
      },
    };
    const failed = await performStalled(bench, stalled);
    expect(failed).toMatchObject({ type: 'NotReady' });
    expect(bench.vendor.effects).toBe(1);
  });

  test('a stalled attempt does not overwrite what the other one found out', async () => {
    const bench = await aBench();
    const slow = async (): Promise<string> => {
      const id = await bench.vendor.make();
      await bench.later();
      expect((await bench.attempt()).outcome).toBe('adopted');
      return id;
    };
    const late: unknown = await bench.attempt({ send: slow }).catch((error: unknown) => error);
    expect((await entryOf(bench))?.outcome).toBe('adopted');
    expect(bench.vendor.effects).toBe(1);
    // Whatever the late attempt says, the next one reads the answer.
    expect(late).toBeDefined();
    expect((await bench.attempt()).result).toBe('object-1');
  });
});

async function performStalled(bench: Bench, ledger: LedgerPort): Promise<unknown> {
  const { epoch } = await lease.ledger.readFence(bench.key);
  const step = 'group/create';
  const effect: Effect = {
    key: bench.key,
    intent: {
      key: effectKey(bench.key.run, '-', step),
      step,
      target: 'Gangway devices',
      bodyHash: 'hash',
      before: null,
      epoch,
    },
    repeatable: true,
    readBack: bench.vendor.readBack,
    send: bench.vendor.make,
  };
  const liveness = { isRunning: () => Promise.resolve(true) };
  return performEffect({ ledger, liveness, timeFactor: 60_000 }, effect).catch(
    (error: unknown) => error,
  );
}

describe('nothing is sent', () => {
  test.each([
    ['paused', 'RunPaused', false],
    ['undoing', 'EpochPast', true],
    ['stopped', 'RunStopped', true],
  ] as const)('while the fence is %s', async (state, type, nonRetryable) => {
    const bench = await aBench();
    await lease.ledger.setFence(bench.key, state);
    await expect(bench.attempt()).rejects.toMatchObject({ type, nonRetryable });
    expect(bench.vendor.effects).toBe(0);
    expect(await entryOf(bench)).toMatchObject({ state: 'intended' });
  });

  test('when Temporal says that the run has ended', async () => {
    const bench = await aBench();
    bench.temporal.isRunning = () => Promise.resolve(false);
    await expect(bench.attempt()).rejects.toMatchObject({ type: 'RunStopped' });
    expect(bench.vendor.effects).toBe(0);
  });

  test('when Temporal does not answer, and the next attempt goes on', async () => {
    const bench = await aBench();
    bench.temporal.isRunning = () => Promise.reject(new Error('no connection'));
    await expect(bench.attempt()).rejects.toThrow('no connection');
    expect(bench.vendor.effects).toBe(0);
    bench.temporal.isRunning = () => Promise.resolve(true);
    expect((await bench.attempt()).outcome).toBe('done');
  });

  test('by a step of an earlier life of the run, nor by undo in its first life', async () => {
    const bench = await aBench();
    await lease.ledger.setFence(bench.key, 'undoing');
    const late = await aBench({ step: 'undo/group' });
    await expect(bench.attempt()).rejects.toMatchObject({ type: 'EpochPast' });
    await lease.ledger.setFence(late.key, 'undoing');
    await expect(late.attempt()).rejects.toMatchObject({ type: 'EpochPast' });
    expect(bench.vendor.effects + late.vendor.effects).toBe(0);
  });

  test('when there is a reason against it, which ends the effect and is asked again before each sending', async () => {
    const bench = await aBench();
    const refusal = () => Promise.resolve('in-use');
    expect(await bench.attempt({ refusal })).toEqual({ outcome: 'refused', result: 'in-use' });
    expect(await bench.attempt()).toEqual({ outcome: 'refused', result: 'in-use' });
    expect(bench.vendor.effects).toBe(0);

    const dying = await aBench();
    dying.fate.decide = crashOnce('make', 'before').decide;
    await expect(dying.attempt()).rejects.toThrow(Crash);
    expect((await dying.untilDone({ refusal })).outcome).toBe('refused');
    expect(dying.vendor.effects).toBe(0);
  });
});

test('undo steps of the new life are admitted while the run is being undone', async () => {
  const bench = await aBench({ step: 'undo/group', epoch: 2 });
  expect(await lease.ledger.setFence(bench.key, 'undoing')).toMatchObject({ epoch: 2 });
  expect((await bench.attempt()).outcome).toBe('done');
});

describe('what the vendor said decides whether the entry goes back', () => {
  test.each<[GraphErrorKind, 'intended' | 'sending']>([
    ['throttled', 'intended'],
    ['unavailable', 'intended'],
    ['credentials', 'intended'],
    ['forbidden', 'intended'],
    ['not-found', 'intended'],
    ['conflict', 'intended'],
    ['refused', 'intended'],
    ['outcome-unknown', 'sending'],
    ['unexpected-answer', 'sending'],
  ])('%s: %s', async (kind, state) => {
    const bench = await aBench();
    bench.vendor.fails = () => vendorError(kind);
    await expect(bench.attempt()).rejects.toThrow(GraphError);
    expect((await entryOf(bench))?.state).toBe(state);
  });

  test('a site’s refusal goes back, its lost answer does not', async () => {
    for (const [kind, state] of [
      ['provider', 'intended'],
      ['outcome-unknown', 'sending'],
    ] as const) {
      const bench = await aBench();
      bench.vendor.fails = () =>
        new ConfigMgrError({ kind, status: 500, operation: 'createCollection' });
      await expect(bench.attempt()).rejects.toThrow(ConfigMgrError);
      expect((await entryOf(bench))?.state).toBe(state);
    }
  });
});

function vendorError(kind: GraphErrorKind): GraphError {
  return new GraphError({ kind, status: 0, code: 'x', requestId: 'r', operation: 'create' });
}

describe('what an effect made', () => {
  const answered: JournalEntry = {
    key: 'r-1/-/device-group/create',
    step: 'device-group/create',
    target: 'Gangway devices',
    bodyHash: 'hash',
    before: null,
    epoch: 1,
    state: 'answered',
    attempt: 1,
    outcome: 'done',
    result: 'group-1',
  };
  const atVendorPace = { timeFactor: 1 };

  test('is not looked for before lists show it: not found would count as gone', () => {
    const young = { ...answered, sendingForMs: 15_000 };
    expect(() => {
      waitUntilShown(atVendorPace, young);
    }).toThrow(expect.objectContaining({ type: 'NotReady', nextRetryDelay: 45_000 }));
    waitUntilShown({ timeFactor: 600 }, young);
    waitUntilShown(atVendorPace, { ...answered, sendingForMs: 60_000 });
  });

  test('is not waited for where it was found and never sent', () => {
    waitUntilShown(atVendorPace, { ...answered, attempt: 0, outcome: 'adopted' });
  });

  test('is waited for as long as its request may still be under way', () => {
    const sending: JournalEntry = { ...answered, state: 'sending', sendingForMs: 60_000 };
    expect(() => {
      waitUntilShown(atVendorPace, sending);
    }).toThrow(expect.objectContaining({ type: 'NotReady' }));
    waitUntilShown(atVendorPace, { ...sending, sendingForMs: httpTimeoutMs + 60_000 });
  });
});
