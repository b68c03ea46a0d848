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
const startDeadlineMs = 10_000;
/** A killed worker is back within ten seconds (design §11); below the 30 s after which clients give up. */
const updateDeadlineMs = 20_000;
/** A probe that takes longer is an answer of its own. */
const pingDeadlineMs = 3_000;
/** The default of ten seconds is how long a run would stand still after a worker is killed (design §4). */
const workflowTaskTimeout = '5s';

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

export function createTemporalMessages(client: Client): RunMessages {
  return {
    startRun: (input, summary) => startRun(client, input, summary),
    send: (run, name, input, updateId) => {
      const handle = client.workflow.getHandle(runWorkflowId(run.tenant, run.run));
      const definition = definitions[name];
      return translated(() =>
        client.withDeadline(Date.now() + updateDeadlineMs, () =>
          handle.executeUpdate(definition, { args: [input], updateId }),
        ),
      );
    },
    ping: () =>
      translated(async () => {
        await client.withDeadline(Date.now() + pingDeadlineMs, () =>
          client.workflowService.describeNamespace({ namespace: client.options.namespace }),
        );
      }),
  };
}

async function startRun(
  client: Client,
  input: contract.OnboardingRunInput,
  summary: string,
): Promise<void> {
  const start = () =>
    client.workflow.start(contract.onboardingRunType, {
      workflowId: runWorkflowId(input.tenant, input.run),
      taskQueue: taskQueues.gangway,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowTaskTimeout,
      staticSummary: summary,
      typedSearchAttributes: new TypedSearchAttributes([
        { key: runAttribute, value: input.run },
        { key: tenantAttribute, value: input.tenant },
      ]),
    });
  try {
    await client.withDeadline(Date.now() + startDeadlineMs, start);
  } catch (error) {
    // It ran and ended: the wish was fulfilled long ago.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    throw messageError(error);
  }
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
