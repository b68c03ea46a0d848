import {
  isGrpcDeadlineError,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import {
  ApplicationFailure,
  defineSearchAttributeKey,
  TypedSearchAttributes,
  type UpdateDefinition,
} from '@temporalio/common';
import { isFailureCode } from '../domain/failures.ts';
import { taskQueues } from '../domain/task-queues.ts';
import { runWorkflowId } from '../domain/workflow-ids.ts';
import * as contract from '../workflows/onboarding-run/contract.ts';
import {
  RunMessageError,
  type RunMessageName,
  type RunMessages,
  type RunMessageTypes,
} from './run-messages.ts';

const runAttribute = defineSearchAttributeKey('GangwayRun', 'KEYWORD');
const tenantAttribute = defineSearchAttributeKey('GangwayTenant', 'KEYWORD');

/** A start is one write of the server. */
const startDeadlineDefaultMs = 10_000;
/** A killed worker is back within ten seconds (design §11); below the 30 s after which clients give up. */
const updateDeadlineDefaultMs = 20_000;
/** A probe that takes longer is an answer of its own. */
const pingDeadlineMs = 3_000;
/** The default of ten seconds is how long a run would stand still after a worker is killed (design §4). */
const workflowTaskTimeout = '5s';

/** The server's word for an update whose workflow ended before it could answer. */
const overtakenType = 'AcceptedUpdateCompletedWorkflow';

const definitions: {
  readonly [N in RunMessageName]: UpdateDefinition<
    RunMessageTypes[N]['answer'],
    [RunMessageTypes[N]['input']]
  >;
} = {
  decide: contract.decideUpdate,
  completeTask: contract.completeTaskUpdate,
  confirmDelivered: contract.confirmDeliveredUpdate,
  resolve: contract.resolveUpdate,
  pause: contract.pauseUpdate,
  resume: contract.resumeUpdate,
  abort: contract.abortUpdate,
  releaseWave: contract.releaseWaveUpdate,
  extendDeadline: contract.extendDeadlineUpdate,
};

export interface TemporalMessagesOptions {
  /** Where runs are worked on; default `taskQueues.gangway`. */
  readonly taskQueue?: string;
  /** How long a start may take; default 10 s. */
  readonly startDeadlineMs?: number;
  /** How long a message may wait for its answer; default 20 s. */
  readonly updateDeadlineMs?: number;
}

export function createTemporalMessages(
  client: Client,
  options: TemporalMessagesOptions = {},
): RunMessages {
  const { taskQueue = taskQueues.gangway, startDeadlineMs = startDeadlineDefaultMs } = options;
  const { updateDeadlineMs = updateDeadlineDefaultMs } = options;
  return {
    startRun: (input, summary) => startRun(client, input, { summary, taskQueue, startDeadlineMs }),
    send: (run, name, input, updateId) => {
      const handle = client.workflow.getHandle(runWorkflowId(run.tenant, run.run));
      const definition = definitions[name];
      return translated(() =>
        client.withDeadline(Date.now() + updateDeadlineMs, () =>
          handle.executeUpdate(definition, { args: [input], updateId }),
        ),
      );
    },
    ping: () => ping(client),
  };
}

async function ping(client: Client): Promise<void> {
  const { namespace } = client.options;
  try {
    await client.withDeadline(Date.now() + pingDeadlineMs, () =>
      client.workflowService.describeNamespace({ namespace }),
    );
  } catch (error) {
    throw repeatable(messageError(error));
  }
}

async function startRun(
  client: Client,
  input: contract.OnboardingRunInput,
  options: { summary: string; taskQueue: string; startDeadlineMs: number },
): Promise<void> {
  const start = () =>
    client.workflow.start(contract.onboardingRunType, {
      workflowId: runWorkflowId(input.tenant, input.run),
      taskQueue: options.taskQueue,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowTaskTimeout,
      staticSummary: options.summary,
      typedSearchAttributes: new TypedSearchAttributes([
        { key: runAttribute, value: input.run },
        { key: tenantAttribute, value: input.tenant },
      ]),
    });
  try {
    await client.withDeadline(Date.now() + options.startDeadlineMs, start);
  } catch (error) {
    // It ran and ended: the wish was fulfilled long ago.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    throw repeatable(messageError(error));
  }
}

/** A start or a probe may be made again whatever became of the first, so a lost answer is as good as none. */
function repeatable(error: unknown): unknown {
  if (!(error instanceof RunMessageError) || error.kind !== 'unanswered') return error;
  return new RunMessageError('unreachable', 'Temporal does not answer', { cause: error });
}

async function translated<Answer>(action: () => Promise<Answer>): Promise<Answer> {
  try {
    return await action();
  } catch (error) {
    throw messageError(error);
  }
}

function messageError(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError) {
    const failure = error.cause;
    const type = failure instanceof ApplicationFailure ? (failure.type ?? '') : '';
    if (type === overtakenType) {
      return new RunMessageError('not-running', 'the run ended meanwhile', { cause: error });
    }
    const code = isFailureCode(type) ? type : undefined;
    return new RunMessageError('refused', failure?.message ?? 'the run refused', {
      code,
      cause: error,
    });
  }
  if (error instanceof WorkflowNotFoundError) {
    return new RunMessageError('not-running', 'the workflow is not running', { cause: error });
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error)) {
    return new RunMessageError('unanswered', 'no answer in time', { cause: error });
  }
  const service = error instanceof Error && isGrpcServiceError(error.cause);
  if (service || isGrpcServiceError(error)) {
    return new RunMessageError('unreachable', 'Temporal does not answer', { cause: error });
  }
  return error;
}
