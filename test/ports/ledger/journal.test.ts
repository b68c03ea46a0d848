import { describe, expect, it } from 'vitest';
import type { JournalEntry, LedgerPort, RunKey } from '../../../ports/ledger/port.ts';
import { useLedger } from '../../support/database.ts';
import { aRun, anIntent } from './builders.ts';

const lease = useLedger();

/** Begins and expects to be admitted. */
async function begin(ledger: LedgerPort, key: RunKey, entry: JournalEntry): Promise<JournalEntry> {
  const begun = await ledger.beginSending(key, entry);
  if (typeof begun === 'string') throw new Error(`not admitted: ${begun}`);
  return begun;
}

async function anEntry(step = 'esp-profile', epoch = 1) {
  const key = await aRun(lease.ledger);
  return { key, entry: await lease.ledger.intend(key, anIntent(key.run, step, { epoch })) };
}

describe('an effect', () => {
  it('is intended once: the second intent answers the first', async () => {
    const key = await aRun(lease.ledger);
    const intent = anIntent(key.run, 'profile', { before: { tag: 'old' }, deviceKey: 'a' });
    const first = await lease.ledger.intend(key, intent);
    expect(first).toEqual({ ...intent, state: 'intended', attempt: 0 });
    expect(await lease.ledger.intend(key, { ...intent, target: 'other' })).toEqual(first);
    expect(await lease.ledger.findEntry(key, 'r-1/-/other')).toBeUndefined();
  });

  it('tells nothing before from not looked at', async () => {
    const key = await aRun(lease.ledger);
    const nothing = await lease.ledger.intend(key, anIntent(key.run, 'x', { before: null }));
    expect(nothing.before).toBeNull();
    expect(await lease.ledger.intend(key, anIntent(key.run, 'y'))).not.toHaveProperty('before');
    const text = await lease.ledger.intend(key, anIntent(key.run, 'z', { before: '12' }));
    expect(text.before).toBe('12');
  });

  it('is sent, then answered', async () => {
    const { key, entry } = await anEntry();
    const begun = await begin(lease.ledger, key, entry);
    expect(begun).toMatchObject({ state: 'sending', attempt: 1 });
    expect(begun.sendingAt).toMatch(/Z$/);
    expect(await lease.ledger.stillOwns(key, begun)).toBe(true);

    const end = { key: entry.key, attempt: 1, outcome: 'done', result: 'object-9' } as const;
    await lease.ledger.answer(key, end);
    await lease.ledger.answer(key, end);
    expect(await lease.ledger.findEntry(key, entry.key)).toMatchObject({
      state: 'answered',
      outcome: 'done',
      result: 'object-9',
    });
    expect(await lease.ledger.stillOwns(key, begun)).toBe(false);
    expect(await lease.ledger.beginSending(key, begun)).toBe('not-owner');
    await expect(lease.ledger.answer(key, { ...end, outcome: 'unknown' })).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  it('belongs to one of two owners that begin at once', async () => {
    const { key, entry } = await anEntry();
    const begun = await Promise.all([1, 2, 3].map(() => lease.ledger.beginSending(key, entry)));
    expect(begun.filter((result) => result === 'not-owner')).toHaveLength(2);
    expect(begun.filter((result) => typeof result !== 'string')).toHaveLength(1);
  });

  it('has a new attempt after a crash in the act; the stalled one owns nothing any more', async () => {
    const { key, entry } = await anEntry();
    const stalled = await begin(lease.ledger, key, entry);
    const next = await begin(lease.ledger, key, stalled);
    expect(next).toMatchObject({ state: 'sending', attempt: 2 });

    expect(await lease.ledger.stillOwns(key, stalled)).toBe(false);
    await expect(
      lease.ledger.answer(key, { key: entry.key, attempt: 1, outcome: 'done' }),
    ).rejects.toMatchObject({ kind: 'refused' });
    await lease.ledger.retract(key, stalled);
    expect(await lease.ledger.stillOwns(key, next)).toBe(true);
  });

  it('is only intended again once it is retracted, under the next attempt', async () => {
    const { key, entry } = await anEntry();
    const begun = await begin(lease.ledger, key, entry);
    await lease.ledger.retract(key, begun);
    const retracted = await lease.ledger.findEntry(key, entry.key);
    expect(retracted).toMatchObject({ state: 'intended', attempt: 1 });
    expect(retracted).not.toHaveProperty('sendingAt');
    expect(await begin(lease.ledger, key, begun)).toMatchObject({ attempt: 2 });
  });

  it('may be answered without being sent: it was found', async () => {
    const { key, entry } = await anEntry();
    await lease.ledger.answer(key, {
      key: entry.key,
      attempt: 0,
      outcome: 'adopted',
      result: 'o-1',
    });
    expect(await lease.ledger.findEntry(key, entry.key)).toMatchObject({ outcome: 'adopted' });
  });

  it('is listed by step, in the order of intent', async () => {
    const key = await aRun(lease.ledger);
    for (const step of ['wipe', 'group', 'profile']) {
      await lease.ledger.intend(key, anIntent(key.run, step));
    }
    const entries = await lease.ledger.listEntries(key, ['profile', 'wipe']);
    expect(entries.map(({ step }) => step)).toEqual(['wipe', 'profile']);
  });
});

describe('the fence', () => {
  it.each(['paused', 'stopped'] as const)('admits nothing while %s', async (state) => {
    const { key, entry } = await anEntry();
    await lease.ledger.setFence(key, state);
    expect(await lease.ledger.beginSending(key, entry)).toBe(state);
    expect(await lease.ledger.findEntry(key, entry.key)).toEqual(entry);
  });

  it('admits again after a pause', async () => {
    const { key, entry } = await anEntry();
    await lease.ledger.setFence(key, 'paused');
    expect(await lease.ledger.setFence(key, 'live')).toEqual({ state: 'live', epoch: 1 });
    expect(await begin(lease.ledger, key, entry)).toMatchObject({ attempt: 1 });
  });

  it('admits only undo steps of the new epoch while undoing', async () => {
    const { key, entry } = await anEntry();
    const fence = await lease.ledger.setFence(key, 'undoing');
    expect(fence).toEqual({ state: 'undoing', epoch: 2 });
    expect(await lease.ledger.readFence(key)).toEqual(fence);

    expect(await lease.ledger.beginSending(key, entry)).toBe('epoch-past');
    const forward = await lease.ledger.intend(key, anIntent(key.run, 'group', { epoch: 2 }));
    expect(await lease.ledger.beginSending(key, forward)).toBe('epoch-past');
    const undo = await lease.ledger.intend(key, anIntent(key.run, 'undo/group', { epoch: 2 }));
    expect(await begin(lease.ledger, key, undo)).toMatchObject({ state: 'sending' });
  });

  it('raises the epoch once, and a late resume does not bring the run back', async () => {
    const key = await aRun(lease.ledger);
    await lease.ledger.setFence(key, 'undoing');
    const undoing = { state: 'undoing', epoch: 2 };
    expect(await lease.ledger.setFence(key, 'undoing')).toEqual(undoing);
    await lease.ledger.setFence(key, 'paused');
    expect(await lease.ledger.setFence(key, 'live')).toEqual(undoing);
    await lease.ledger.setFence(key, 'stopped');
    expect(await lease.ledger.setFence(key, 'live')).toEqual({ state: 'stopped', epoch: 2 });
  });

  it('counts what earlier epochs still send', async () => {
    const { key, entry } = await anEntry();
    const begun = await begin(lease.ledger, key, entry);
    const { epoch } = await lease.ledger.setFence(key, 'undoing');
    const undo = await lease.ledger.intend(key, anIntent(key.run, 'undo/group', { epoch }));
    await begin(lease.ledger, key, undo);
    expect(await lease.ledger.countSending(key, epoch)).toBe(1);
    await lease.ledger.answer(key, { key: begun.key, attempt: 1, outcome: 'done' });
    expect(await lease.ledger.countSending(key, epoch)).toBe(0);
  });

  it('makes who begins wait while it is being set, and then obey', async () => {
    const { key, entry } = await anEntry();
    let beginning: Promise<unknown> = Promise.resolve();
    await lease.withClient(async (client) => {
      await client.query('begin');
      await client.query(`update fences set state = 'stopped' where tenant = $1`, [key.tenant]);
      beginning = lease.ledger.beginSending(key, entry);
      await lease.untilOneWaitsForALock();
      await client.query('commit');
    });
    expect(await beginning).toBe('stopped');
  });

  it('is set only after each beginning in flight is over', async () => {
    const { key } = await anEntry();
    let isSet = false;
    let setting: Promise<unknown> = Promise.resolve();
    await lease.withClient(async (client) => {
      await client.query('begin');
      await client.query('select 1 from fences where tenant = $1 for share', [key.tenant]);
      setting = lease.ledger.setFence(key, 'undoing').then(() => (isSet = true));
      await lease.untilOneWaitsForALock();
      expect(isSet).toBe(false);
      await client.query('commit');
    });
    await setting;
    expect(isSet).toBe(true);
  });
});
