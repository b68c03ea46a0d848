import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { RunMessages } from '../../../api/run-messages.ts';
import { createTemporalMessages } from '../../../api/temporal-messages.ts';
import type { SignedDecision } from '../../../domain/approval.ts';
import type { RunKey } from '../../../ports/ledger/port.ts';
import { runWorkflowId } from '../../../domain/workflow-ids.ts';
import type { OnboardingRunInput } from '../../../workflows/onboarding-run/contract.ts';

const taskQueue = 'api-messages';
const tenant = 'tenant-api-messages';
let connection: Connection;
let client: Client;
let messages: RunMessages;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const address = inject('temporalAddress');
  connection = await Connection.connect({ address });
  client = new Client({ connection });
  messages = createTemporalMessages(client, { taskQueue });
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('fake-run-workflow.ts', import.meta.url)),
  });
  const running = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await running;
    await native.close();
  };
});

afterAll(async () => {
  await stopWorker();
  await connection.close();
});

const inputOf = (run: string): OnboardingRunInput => ({
  tenant,
  run,
  requester: 'oid-ada',
  siteCode: 'PS1',
  timeFactor: 1,
  gateDeadlineMs: 1,
  duplicateGraceMs: 1,
  failureBudgetPercent: 5,
});

async function aRun(run: string): Promise<RunKey> {
  await messages.startRun(inputOf(run), `Run ${run}`);
  return { tenant, run };
}

const decide = (key: RunKey, gate: string, updateId: string, to = messages) =>
  to.send(key, 'decide', { signed: { decision: { gate } } as unknown as SignedDecision }, updateId);

describe('the API’s way to the runs', () => {
  it('starts a run once, named, searchable and quick to recover', async () => {
    const key = await aRun('r-start');
    await aRun('r-start');
    const handle = client.workflow.getHandle(runWorkflowId(tenant, key.run));
    const description = await handle.describe();
    expect(description.type).toBe('onboardingRun');
    expect(await description.staticSummary()).toBe('Run r-start');
    const attributes = description.typedSearchAttributes.getAll();
    expect(attributes.map(({ key: { name }, value }) => [name, value])).toEqual(
      expect.arrayContaining([
        ['GangwayRun', 'r-start'],
        ['GangwayTenant', tenant],
      ]),
    );
    const { executionConfig } = description.raw;
    expect(Number(executionConfig?.defaultWorkflowTaskTimeout?.seconds)).toBe(5);
    await messages.send(key, 'abort', { reasonId: 'x' }, 'abort-1');
    await handle.result();
    // It has run and ended: the same start again is no second run.
    await aRun('r-start');
    expect((await handle.describe()).status.name).toBe('COMPLETED');
  });

  it('answers the same update once', async () => {
    const key = await aRun('r-decide');
    const first = await decide(key, 'wipe-1', 'u-1');
    expect(first).toEqual({ gate: 'wipe-1', state: 'open', approvals: 1, quorum: 2 });
    expect(await decide(key, 'wipe-1', 'u-1')).toEqual(first);
    expect(await decide(key, 'wipe-1', 'u-2')).toMatchObject({ approvals: 2 });
  });

  it('tells a named refusal from a plain one, by validator or handler', async () => {
    const key = await aRun('r-refuse');
    await expect(decide(key, 'closed', 'u-1')).rejects.toMatchObject({
      kind: 'refused',
      code: 'GateNotOpen',
      message: 'it is closed',
    });
    await expect(decide(key, 'plain', 'u-2')).rejects.toMatchObject({
      kind: 'refused',
      code: undefined,
    });
    await expect(messages.send(key, 'pause', { reasonId: 'x' }, 'u-3')).rejects.toMatchObject({
      kind: 'refused',
      code: 'EpochPast',
    });
  });

  it('says that a run is not there, or has ended', async () => {
    await expect(decide({ tenant, run: 'r-never' }, 'plan', 'u-1')).rejects.toMatchObject({
      kind: 'not-running',
    });
    const key = await aRun('r-ended');
    await messages.send(key, 'abort', { reasonId: 'x' }, 'u-1');
    await client.workflow.getHandle(runWorkflowId(tenant, key.run)).result();
    await expect(decide(key, 'plan', 'u-2')).rejects.toMatchObject({ kind: 'not-running' });
  });

  it('tells an answer that is late from a server that is not there', async () => {
    const key = await aRun('r-late');
    const impatient = createTemporalMessages(client, { taskQueue, updateDeadlineMs: 500 });
    await expect(
      impatient.send(key, 'confirmDelivered', { uploadId: 'x' }, 'u-1'),
    ).rejects.toMatchObject({ kind: 'unanswered' });
    await messages.ping();
    const nowhere = Connection.lazy({ address: '127.0.0.1:1' });
    const away = createTemporalMessages(new Client({ connection: nowhere }), {
      taskQueue,
      startDeadlineMs: 500,
      updateDeadlineMs: 500,
    });
    await expect(away.ping()).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(away.startRun(inputOf('r-away'), 'x')).rejects.toMatchObject({
      kind: 'unreachable',
    });
    // Nobody can tell whether it was sent: the careful word.
    await expect(decide(key, 'plan', 'u-2', away)).rejects.toMatchObject({ kind: 'unanswered' });
    await nowhere.close();
  });
});
