import type { LedgerPort, RunKey } from '../../ports/ledger/port.ts';
import { callerOf, type Caller } from '../authentication.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { findRun, splitAddress } from '../find-run.ts';
import { ApiProblem } from '../problem.ts';
import { recordAct, updateIdOf } from '../record-act.ts';
import { runQuery } from '../schemas/gates.ts';
import {
  evidenceAnswer,
  evidenceRequest,
  taskList,
  taskParams,
  type EvidenceAnswer,
  type EvidenceRequest,
  type Task,
} from '../schemas/tasks.ts';
import { findLiveRun } from '../tell-run.ts';
import { taskOf } from '../views/task-view.ts';
import { withProblems } from './answers.ts';
import { liveRuns } from './live-runs.ts';

const tags = ['tasks'];

export function taskRoutes(api: Api, deps: ApiDeps): void {
  api.get(
    '/v1/tasks',
    {
      schema: {
        summary: 'List tasks of a run, or the open ones of all live runs',
        tags,
        querystring: runQuery,
        response: withProblems({ 200: taskList }),
      },
    },
    async (request) => ({ items: await listTasks(deps, callerOf(request), request.query.run) }),
  );

  api.post(
    '/v1/tasks/:taskAddress/evidence',
    {
      schema: {
        summary: 'Say that a task is done, with what proves it',
        tags,
        params: taskParams,
        body: evidenceRequest,
        response: withProblems({ 200: evidenceAnswer }),
      },
    },
    (request) => {
      const address = splitAddress(request.params.taskAddress);
      return addEvidence(deps, callerOf(request), address, request.body);
    },
  );
}

async function listTasks(
  { ledger }: ApiDeps,
  caller: Caller,
  run: string | undefined,
): Promise<Task[]> {
  if (run !== undefined) {
    const { key } = await findRun(ledger, caller, run);
    return tasksOf(ledger, key);
  }
  const keys = await liveRuns(ledger, caller);
  const tasks = await Promise.all(keys.map((key) => tasksOf(ledger, key)));
  return tasks.flat().filter(({ state }) => state === 'open');
}

async function tasksOf(ledger: LedgerPort, key: RunKey): Promise<Task[]> {
  return (await ledger.listTasks(key)).map((row) => taskOf(key.run, row));
}

/** Whether the evidence holds is the run's to find out, by reading back; the task then shows why not. */
async function addEvidence(
  deps: ApiDeps,
  caller: Caller,
  { run, name: taskId }: { run: string; name: string },
  { body }: EvidenceRequest,
): Promise<EvidenceAnswer> {
  const { ledger, messages } = deps;
  const key = await findLiveRun(deps, caller, run);
  const task = (await ledger.listTasks(key)).find((row) => row.taskId === taskId);
  if (task === undefined) throw new ApiProblem('NotFound', `There is no task ${taskId}.`);
  if (task.state !== 'open') throw new ApiProblem('TaskNotOpen', `Task ${taskId} is done.`);
  const evidenceId = await ledger.addEvidence(key, { taskId, by: caller.oid, body });
  await recordAct(ledger, key, caller, {
    act: 'task.evidence',
    subject: taskId,
    detail: { taskId, evidenceId, body },
  });
  const updateId = updateIdOf('completeTask', evidenceId);
  await messages.send(key, 'completeTask', { taskId, evidenceId }, updateId);
  return { taskId, evidenceId };
}
