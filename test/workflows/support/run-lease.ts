import type { Client, WorkflowHandle } from '@temporalio/client';
import type { OpenGate, SignedDecision, Verdict } from '../../../domain/approval.ts';
import { taskQueues } from '../../../domain/task-queues.ts';
import { runWorkflowId } from '../../../domain/workflow-ids.ts';
import {
  abortUpdate,
  completeTaskUpdate,
  confirmDeliveredUpdate,
  decideUpdate,
  gatesQuery,
  onboardingRunType,
  pauseUpdate,
  progressQuery,
  resolveUpdate,
  resumeUpdate,
  type DecideAnswer,
  type OnboardingRunInput,
  type OnboardingRunResult,
  type ResolveInput,
} from '../../../workflows/onboarding-run/contract.ts';
import { ada, ben, rex, sign, type Signer } from './people.ts';
import type { Fleet } from './activities-in-memory.ts';
import { RunInMemory, type DeviceInMemory } from './run-in-memory.ts';

export const tenant = 'tenant-1';
export const siteCode = 'PS1';

const dayMs = 86_400_000;

export function runInput(
  run: string,
  change: Partial<OnboardingRunInput> = {},
): OnboardingRunInput {
  return {
    tenant,
    run,
    requester: rex.oid,
    siteCode,
    timeFactor: 1,
    gateDeadlineMs: 3 * dayMs,
    duplicateGraceMs: 50,
    failureBudgetPercent: 20,
    ...change,
  };
}

/** One run as a test drives it: what people say to it, and what it did. */
export class RunLease {
  readonly run: string;
  readonly memory: RunInMemory;
  readonly handle: WorkflowHandle;

  constructor(memory: RunInMemory, handle: WorkflowHandle) {
    this.run = memory.key.run;
    this.memory = memory;
    this.handle = handle;
  }

  /** The gate, once people may decide it. */
  async gate(name: string): Promise<OpenGate> {
    await this.memory.untilAsked(name);
    const gate = this.memory.gates.get(name);
    if (gate === undefined) throw new Error(`gate ${name} is waited on but was never opened`);
    return gate;
  }

  decide(signed: SignedDecision): Promise<DecideAnswer> {
    return this.handle.executeUpdate(decideUpdate, { args: [{ signed }] });
  }

  /** Each of these people says the same about a gate, in this order. */
  async settle(name: string, verdict: Verdict, ...by: readonly Signer[]): Promise<void> {
    const gate = await this.gate(name);
    for (const person of by) await this.decide(sign(this.memory.key, gate, person, verdict));
  }

  approve(name: string, ...by: readonly Signer[]): Promise<void> {
    return this.settle(name, 'approve', ...(by.length === 0 ? [ada] : by));
  }

  async attachCloud(): Promise<void> {
    await this.memory.untilWaitingOn('admin: task cloud-attach');
    await this.completeTask('good');
  }

  async completeTask(evidenceId: string): Promise<void> {
    await this.handle.executeUpdate(completeTaskUpdate, {
      args: [{ taskId: 'cloud-attach', evidenceId }],
    });
  }

  /** Through everything that comes before the first wave. */
  async toFirstWave(): Promise<void> {
    const gate = await this.gate('plan');
    await this.approve('plan', ...[ada, ben].slice(0, gate.quorum));
    await this.attachCloud();
    await this.approve('policy');
  }

  async deliver(): Promise<void> {
    await this.handle.executeUpdate(confirmDeliveredUpdate, { args: [{ uploadId: 'upload-1' }] });
  }

  /** Until everything of a wave that can be handed over is. */
  async deliverWave(wave: number): Promise<void> {
    const fresh = { wave, tracks: ['register'] } as const;
    await this.memory.until(`wave ${wave} ready to ship`, () =>
      this.memory.find(fresh).every(({ state }) => state === 'ready-to-ship'),
    );
    await this.deliver();
  }

  pause(): Promise<void> {
    return this.handle.executeUpdate(pauseUpdate, { args: [{ reasonId: 'reason-1' }] });
  }

  resume(): Promise<void> {
    return this.handle.executeUpdate(resumeUpdate, { args: [{ reasonId: 'reason-2' }] });
  }

  abort(): Promise<void> {
    return this.handle.executeUpdate(abortUpdate, { args: [{ reasonId: 'reason-3' }] });
  }

  resolve(input: Omit<ResolveInput, 'reasonId'>): Promise<{ devices: number }> {
    return this.handle.executeUpdate(resolveUpdate, {
      args: [{ ...input, reasonId: 'reason-4' }],
    });
  }

  async result(): Promise<OnboardingRunResult> {
    return (await this.handle.result()) as OnboardingRunResult;
  }

  progress() {
    return this.handle.query(progressQuery);
  }

  gates() {
    return this.handle.query(gatesQuery);
  }

  /** Settles when nothing is under way: no activity runs, and no workflow task is due. The test's own time-out bounds it. */
  async quiet(): Promise<void> {
    for (;;) {
      const { raw } = await this.handle.describe();
      if ((raw.pendingActivities ?? []).length === 0 && raw.pendingWorkflowTask == null) return;
    }
  }

  /** The run has tried so many times to start a child whose id was taken. */
  async untilFoundTaken(times: number): Promise<void> {
    for (let found = 0; found < times;) {
      const failed = (await this.history()).filter(
        (event) => event.startChildWorkflowExecutionFailedEventAttributes != null,
      );
      found = failed.length;
    }
  }

  /** What the server keeps of it for ever. */
  async history(): Promise<readonly HistoryEvent[]> {
    return (await this.handle.fetchHistory()).events ?? [];
  }
}

export type HistoryEvent = NonNullable<
  Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']
>[number];

export interface StartOptions {
  readonly devices?: readonly DeviceInMemory[];
  readonly input?: Partial<OnboardingRunInput>;
  /** Sent in the very moment of the start. */
  readonly signal?: string;
}

/** Starts a run over these devices. */
export async function startRun(
  client: Client,
  fleet: Fleet,
  run: string,
  options: StartOptions & { devices: readonly DeviceInMemory[] },
): Promise<RunLease> {
  const notify = async (workflowIds: readonly string[]): Promise<void> => {
    await Promise.all(workflowIds.map((id) => signalIfThere(client, id)));
  };
  const memory = new RunInMemory({ tenant, run }, options.devices, notify);
  fleet.runs.set(run, memory);
  const start = {
    workflowId: runWorkflowId(tenant, run),
    taskQueue: taskQueues.gangway,
    args: [runInput(run, options.input)],
    workflowTaskTimeout: '5 seconds',
  } as const;
  const { signal } = options;
  const handle =
    signal === undefined
      ? await client.workflow.start(onboardingRunType, start)
      : await client.workflow.signalWithStart(onboardingRunType, { ...start, signal });
  return new RunLease(memory, handle);
}

/** As the outbox does it: a workflow that has ended waits for nothing any more. */
async function signalIfThere(client: Client, workflowId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).signal('ledgerMoved');
  } catch (error) {
    if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) throw error;
  }
}
