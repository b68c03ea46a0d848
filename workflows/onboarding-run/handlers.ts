import { CancellationScope, log, setHandler } from '@temporalio/workflow';
import { ledger } from '../activity-proxies.ts';
import {
  abortUpdate,
  childDoneSignal,
  completeTaskUpdate,
  confirmDeliveredUpdate,
  decideSignal,
  decideUpdate,
  extendDeadlineUpdate,
  gatesQuery,
  ledgerMovedSignal,
  pauseSignal,
  pauseUpdate,
  progressQuery,
  refreshKeysUpdate,
  releaseWaveUpdate,
  resolveUpdate,
  resumeSignal,
  resumeUpdate,
  tasksQuery,
  type ChildDone,
  type CompleteTaskInput,
  type ConfirmDeliveredInput,
  type DecideInput,
  type ExtendDeadlineInput,
  type ReasonInput,
  type ReleaseWaveInput,
  type ResolveInput,
} from './contract.ts';
import { signalChildren } from './children.ts';
import type { GateKeeper } from './gate-keeper.ts';
import { demand, demandResolution, withReason } from './message-guards.ts';
import { refuse, type RunState } from './state.ts';

/** Everything people and other processes may say to a run. Handlers record; the main line acts at its own pace. */
export function registerHandlers(state: RunState, gates: GateKeeper, abort: () => void): void {
  registerDecisions(gates);
  registerPace(state);
  registerOperators(state, gates, abort);
  registerProgress(state, gates);
}

function registerDecisions(gates: GateKeeper): void {
  setHandler(decideUpdate, ({ signed }) => gates.take(signed), {
    validator: ({ signed }: DecideInput) => {
      gates.validate(signed);
    },
    description:
      "An approver's signed and countersigned decision on one gate. Send it through the API or the CLI.",
  });
  setHandler(
    decideSignal,
    (input: Partial<DecideInput> | null | undefined) => {
      gates.takeSignal(input?.signed);
    },
    {
      description:
        'Twin of decide for sign-off by signal: verified alike, ignored when it does not hold.',
    },
  );
}

function registerPace(state: RunState): void {
  // The reason's text lives in the ledger; its id stays in the log so that both can be laid side by side.
  const pause = async (input: SignalledReason): Promise<void> => {
    log.info('pausing', { reasonId: input?.reasonId });
    state.paused = true;
    state.show();
    await state.setFence('paused');
  };
  const resume = async (input: SignalledReason): Promise<void> => {
    log.info('resuming', { reasonId: input?.reasonId });
    await state.setFence('live');
    state.paused = false;
    state.show();
  };
  const unlessAborting = (input: ReasonInput): void => {
    demand(input, withReason);
    if (state.isAborting) throw refuse('RunStopped', 'the run is being undone');
  };
  setHandler(pauseUpdate, pause, {
    validator: unlessAborting,
    description: 'No new effect starts; those in flight finish.',
  });
  setHandler(resumeUpdate, resume, {
    validator: unlessAborting,
    description: 'Effects start again.',
  });
  // A signal cannot be refused: in a hurry it may come without a reason.
  setHandler(pauseSignal, async (input: SignalledReason) => {
    if (!state.isAborting) await pause(input);
  });
  setHandler(resumeSignal, async (input: SignalledReason) => {
    if (!state.isAborting) await resume(input);
  });
}

type SignalledReason = Partial<ReasonInput> | null | undefined;

/** A cancelled run still answers: otherwise nobody could resolve what its undo is parked on. */
function answering<T>(work: () => Promise<T>): Promise<T> {
  return CancellationScope.nonCancellable(work);
}

function registerOperators(state: RunState, gates: GateKeeper, abort: () => void): void {
  const onAbort = ({ reasonId }: ReasonInput): void => {
    log.info('aborting', { reasonId });
    state.isAborting = true;
    abort();
  };
  const onlyOnce = (input: ReasonInput): void => {
    demand(input, withReason);
    if (state.isAborting) throw refuse('RunStopped', 'the run is being undone already');
    if (state.isEnding) throw refuse('RunStopped', 'the run has ended');
  };
  setHandler(abortUpdate, onAbort, {
    validator: onlyOnce,
    description:
      'Undoes every item that has not passed its own point of no return, then ends the run.',
  });
  setHandler(
    resolveUpdate,
    ({ scope, action }) =>
      answering(async () => {
        // An undo that is parked goes on by a retry, but no device goes back into a run that ends.
        const answer = state.isAborting
          ? { devices: 0 }
          : await ledger.resolveDevices({ ...state.key, scope, action });
        if (action === 'retry') {
          state.retries += 1;
          await signalChildren(state, { command: 'retry' });
        }
        state.moves += 1;
        return answer;
      }),
    {
      validator: (input: ResolveInput) => {
        demandResolution(input);
      },
      description:
        'What to do with parked devices: retry or skip, by device, wave or error code. Retry also resumes a parked run.',
    },
  );
  setHandler(
    releaseWaveUpdate,
    ({ wave }) => {
      state.released.add(wave);
    },
    {
      validator: (input: ReleaseWaveInput) => {
        demand(input, { wave: 'number', ...withReason });
      },
      description: 'Starts the next wave before this one is co-managed, within its failure budget.',
    },
  );
  setHandler(
    extendDeadlineUpdate,
    ({ gate, byMs }) => {
      gates.extend(gate, byMs);
    },
    {
      validator: (input: ExtendDeadlineInput) => {
        demand(input, { gate: 'string', byMs: 'number', ...withReason });
        const { byMs } = input;
        if (!Number.isSafeInteger(byMs) || byMs <= 0)
          throw refuse('InvalidInput', 'byMs must be a positive number of milliseconds');
      },
      description: 'Gives the approvers of a gate more time; reopens a held gate.',
    },
  );
  registerKeys(gates);
}

function registerKeys(gates: GateKeeper): void {
  const onRefresh = async ({ reasonId }: ReasonInput): Promise<{ keys: number }> => {
    log.info('taking the trust list again', { reasonId });
    return { keys: await answering(() => gates.refreshKeys()) };
  };
  setHandler(refreshKeysUpdate, onRefresh, {
    validator: (input: ReasonInput) => {
      demand(input, withReason);
    },
    description: 'Takes the trust list from the guard again, after a key was added or revoked.',
  });
}

function registerProgress(state: RunState, gates: GateKeeper): void {
  setHandler(
    completeTaskUpdate,
    ({ taskId, evidenceId }) => {
      state.evidence.push({ taskId, evidenceId });
      return { taskId };
    },
    {
      validator: (input: CompleteTaskInput) => {
        demand(input, { taskId: 'string', evidenceId: 'string' });
        const { taskId } = input;
        if (!state.openTasks.has(taskId)) throw refuse('TaskNotOpen', taskId);
      },
      description: 'Evidence for a human task; the run reads the site back before it goes on.',
    },
  );
  setHandler(
    confirmDeliveredUpdate,
    async ({ uploadId }) => {
      const answer = await answering(() => ledger.applyDelivery({ ...state.key, uploadId }));
      state.moves += 1;
      return answer;
    },
    {
      validator: (input: ConfirmDeliveredInput) => {
        demand(input, { uploadId: 'string' });
        // A device handed over now would lose its registration on the way to its user.
        if (state.isAborting) throw refuse('RunStopped', 'the run is being undone');
      },
      description: 'An uploaded list of devices was handed over to its users.',
    },
  );
  setHandler(ledgerMovedSignal, () => {
    state.moves += 1;
  });
  setHandler(childDoneSignal, (done: ChildDone | null | undefined) => {
    if (done?.workflowId === undefined) return;
    if (done.kind === 'duplicates-ready') state.duplicatesReady.set(done.wave, done.ready ?? 0);
    else state.children.set(done.workflowId, done);
    state.moves += 1;
  });
  setHandler(progressQuery, () => ({
    phase: state.phase,
    waitingOn: state.waitingOn,
    paused: state.paused,
    wave: state.wave,
    waves: state.waves,
    counts: state.counts,
  }));
  setHandler(gatesQuery, () => gates.views());
  setHandler(tasksQuery, () => [...state.openTasks].map((taskId) => ({ taskId, state: 'open' })));
}
