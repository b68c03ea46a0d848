import type { Database, Statements } from './database.ts';
import type { Fence, FenceState, RunKey, RunsLedger } from './port.ts';
import { fences } from './schema/runs.ts';
import { ofRun, theOne } from './statements.ts';

/** The epoch a run begins in; undoing it is the only other one. */
const firstEpoch = 1;
const undoEpoch = firstEpoch + 1;

export async function openFence(statements: Statements, key: RunKey): Promise<void> {
  const { tenant, run } = key;
  await statements.insert(fences).values({ tenant, run, state: 'live', epoch: firstEpoch });
}

const fenceColumns = { state: fences.state, epoch: fences.epoch };

export function createFences(database: Database): Pick<RunsLedger, 'readFence' | 'setFence'> {
  return {
    async readFence(key) {
      const rows = await database.statements
        .select(fenceColumns)
        .from(fences)
        .where(ofRun(fences, key));
      return theOne(rows, 'run');
    },
    setFence: (key, state) =>
      database.transaction(async (tx) => {
        // Waits for each `beginSending` that is in flight: after this, none of the old state starts.
        const rows = await tx
          .select(fenceColumns)
          .from(fences)
          .where(ofRun(fences, key))
          .for('update');
        const fence = nextFence(theOne(rows, 'run'), state);
        await tx.update(fences).set(fence).where(ofRun(fences, key));
        return fence;
      }),
  };
}

/**
 * A late message cannot bring a run back: stopped stays stopped but for undoing, and a run that
 * undoes goes on undoing when its pause ends.
 */
function nextFence(fence: Fence, wanted: FenceState): Fence {
  if (wanted === 'undoing') return { state: 'undoing', epoch: undoEpoch };
  if (fence.state === 'stopped' || wanted === 'stopped') return { ...fence, state: 'stopped' };
  if (wanted === 'live' && fence.epoch === undoEpoch) return { ...fence, state: 'undoing' };
  return { ...fence, state: wanted };
}
