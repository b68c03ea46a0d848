import { canonicalHash } from '../domain/canonical-json.ts';
import type { DeviceState } from '../domain/device-state.ts';
import type { DeviceRow, TenantObjectRow } from '../ports/ledger/port.ts';
import { effectKey, performEffect, waitUntilShown, type EffectDeps } from './effect.ts';
import type { EffectInput } from './inputs.ts';
import { allDevices } from './planning.ts';

/** What was undone and what had to stay. */
export interface UndoObjectsAnswer {
  readonly undone: number;
  readonly left: number;
}

export type UndoResult = NonNullable<TenantObjectRow['undo']>;

/** How one kind of object is taken back. */
export interface Remover {
  /** The id of the object of this name: for one that was made right before a process died. */
  readonly find: (name: string) => Promise<string | undefined>;
  readonly isThere: (id: string) => Promise<boolean>;
  /** Removing what is not there is success. */
  readonly remove: (id: string) => Promise<void>;
  /** Takes back what the run added to an object it only adopted; absent: nothing was added. */
  readonly restore?: (row: TenantObjectRow) => Promise<UndoResult>;
  /** What has to have happened before it is removed: fails "not ready" until it has. */
  readonly release?: (row: TenantObjectRow) => Promise<void>;
  /** Why it has to stay, or nothing. */
  readonly mustStay?: (id: string) => Promise<UndoResult | undefined>;
}

/** A device in one of these was provisioned, or is being, under the run's objects: those stay (the freeze). */
const served: readonly DeviceState[] = [
  'delivered',
  'wipe-issued',
  'wiped',
  'enrolling',
  'co-managed',
];

export async function isServing(deps: EffectDeps, input: EffectInput): Promise<boolean> {
  const rows = await allDevices(deps.ledger, input, {});
  const isServed = ({ state, parkedFrom, track }: DeviceRow): boolean =>
    track !== 'already-co-managed' &&
    (served.includes(state) || (parkedFrom !== undefined && served.includes(parkedFrom)));
  return rows.some(isServed);
}

/** Takes the run's objects back in the order given; each result is written beside the object for the report. */
export async function undoInOrder(
  deps: EffectDeps,
  input: EffectInput,
  order: readonly string[],
  removers: Readonly<Record<string, Remover>>,
): Promise<UndoObjectsAnswer> {
  const answer = { undone: 0, left: 0 };
  const isFrozen = await isServing(deps, input);
  for (const object of order) {
    const remover = removers[object];
    if (remover === undefined) continue;
    for (const row of await rowsOf(deps, input, object, remover)) {
      const undo = isFrozen ? 'cannot-undo' : await undoOne(deps, input, row, remover);
      if (undo === undefined) continue;
      await deps.ledger.saveTenantObject(input, { ...row, undo });
      answer[undo === 'undone' ? 'undone' : 'left'] += 1;
    }
  }
  return answer;
}

/** What the ledger knows of, and what the journal says was being made when a process died. */
async function rowsOf(
  deps: EffectDeps,
  input: EffectInput,
  object: string,
  remover: Remover,
): Promise<readonly TenantObjectRow[]> {
  const rows = (await deps.ledger.listTenantObjects(input)).filter((row) => row.object === object);
  const names = new Set(rows.map(({ name }) => name));
  const made = await deps.ledger.listEntries(input, [`${object}/create`]);
  const orphans: TenantObjectRow[] = [];
  for (const entry of made) {
    if (entry.state === 'intended') continue;
    waitUntilShown(deps, entry);
    if (names.has(entry.target)) continue;
    const objectId = entry.result ?? (await remover.find(entry.target));
    if (objectId === undefined) continue;
    orphans.push({ object, name: entry.target, objectId, change: 'created' });
  }
  return [...rows, ...orphans];
}

async function undoOne(
  deps: EffectDeps,
  input: EffectInput,
  row: TenantObjectRow,
  remover: Remover,
): Promise<UndoResult | undefined> {
  // Another run stands on it: taking it away would take that run's devices with it.
  if (await deps.ledger.isUsedByOtherRun(input, row.objectId)) return 'left-to-a-human';
  if (row.change === 'adopted') return remover.restore?.(row);
  const stays = await remover.mustStay?.(row.objectId);
  if (stays !== undefined) return stays;
  await remover.release?.(row);
  await undoEffect(deps, input, {
    step: `undo/${row.object}`,
    name: row.name,
    target: row.objectId,
    isUndone: async () => !(await remover.isThere(row.objectId)),
    send: () => remover.remove(row.objectId),
  });
  return 'undone';
}

/** An undo is an effect like any other: journalled, found again, repeatable. */
export async function undoEffect(
  deps: EffectDeps,
  input: EffectInput,
  undo: {
    step: string;
    name: string;
    target: string;
    isUndone: () => Promise<boolean>;
    send: () => Promise<void>;
  },
): Promise<void> {
  const { step, name, target } = undo;
  await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, '-', `${step}/${name}`),
      step,
      target,
      bodyHash: canonicalHash(target),
      before: null,
      epoch: input.epoch,
    },
    repeatable: true,
    readBack: async () => ((await undo.isUndone()) ? target : undefined),
    send: async () => {
      await undo.send();
      return target;
    },
  });
}
