import { canonicalHash } from '../domain/canonical-json.ts';
import type { JournalOutcome } from '../ports/ledger/port.ts';
import { effectKey, performEffect } from './effect.ts';
import type { BeforeDisable } from './guard-duplicates.ts';
import type { GuardDeps } from './guard-evidence.ts';
import type { EffectInput } from './inputs.ts';

/** The journal's name for an enabling that is no abort: of a rejected gate, or of a deletion the guard refused. */
export const enableStep = 'duplicate/enable';

/**
 * Enables again what this run disabled and did not delete. Needs no gate: it is an undo, and only our own journal
 * says which objects it may touch.
 */
export function createGuardUndoActivities(deps: GuardDeps) {
  return {
    async enableDuplicates(
      input: EffectInput & { wave?: number; step: 'undo/duplicate-enable' | 'duplicate/enable' },
    ): Promise<{ enabled: number }> {
      const steps = ['duplicate/disable', 'duplicate/delete', enableStep];
      const entries = await deps.ledger.listEntries(input, steps);
      // Deleted, or enabled again already: what has happened to it since is somebody else's word.
      const finished = new Set(
        entries
          .filter(({ step, outcome }) => step !== 'duplicate/disable' && isDone(outcome))
          .map(({ target }) => target),
      );
      const inWave = await keysOfWave(deps, input);
      const disabled = entries.filter(
        (entry) =>
          entry.step === 'duplicate/disable' &&
          (entry.state === 'sending' || isDone(entry.outcome)) &&
          // What was disabled before we came is not ours to enable.
          (entry.before as BeforeDisable).accountEnabled &&
          !finished.has(entry.target) &&
          (inWave === undefined || inWave.has(entry.deviceKey ?? '')),
      );
      for (const { target, deviceKey } of disabled)
        await enableDuplicate(deps, input, { objectId: target, deviceKey });
      return { enabled: disabled.length };
    },
  };
}

function isDone(outcome: JournalOutcome | undefined): boolean {
  return outcome === 'done' || outcome === 'adopted';
}

async function keysOfWave(
  deps: GuardDeps,
  input: EffectInput & { wave?: number },
): Promise<ReadonlySet<string> | undefined> {
  if (input.wave === undefined) return undefined;
  const items = await deps.ledger.listPlanItems(input, { wave: input.wave, withDuplicates: true });
  return new Set(items.map(({ deviceKey }) => deviceKey));
}

/** PATCH accountEnabled true; repeatable, and nothing where the object is gone. */
export async function enableDuplicate(
  deps: GuardDeps,
  input: EffectInput & { step: string },
  object: { objectId: string; deviceKey: string | undefined },
): Promise<void> {
  const { objectId, deviceKey } = object;
  const live = await deps.graph.findEntraDevice(objectId);
  if (live === undefined) return;
  await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, objectId, input.step),
      step: input.step,
      target: objectId,
      bodyHash: canonicalHash({ accountEnabled: true }),
      before: null,
      epoch: input.epoch,
      ...(deviceKey === undefined ? {} : { deviceKey }),
    },
    repeatable: true,
    readBack: async () =>
      (await deps.graph.findEntraDevice(objectId))?.device.accountEnabled === true
        ? objectId
        : undefined,
    send: async () => {
      await deps.graph.setEntraDeviceEnabled(objectId, true);
      return objectId;
    },
  });
}
