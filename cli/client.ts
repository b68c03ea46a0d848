import type { Approver, ApproverRequest } from '../api/schemas/approvers.ts';
import type {
  DecisionAnswer,
  DecisionRequest,
  GateDetail,
  GateSummary,
} from '../api/schemas/gates.ts';
import type { PlanAnswer } from '../api/schemas/plans.ts';
import type { ResolutionAnswer, ResolutionRequest } from '../api/schemas/run-messages.ts';
import type {
  CreateRunAnswer,
  DeliveryAnswer,
  DeviceAnswer,
  RejectedRowAnswer,
  RunDetail,
  RunSummary,
} from '../api/schemas/runs.ts';
import type { EvidenceAnswer, Task } from '../api/schemas/tasks.ts';
import { sendForJson, sendRequest, type ApiAddress } from './http.ts';
import { everyPage, type Page } from './paging.ts';

/** A file as it will be sent: its name matters to the people who read the run later. */
export interface UploadFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type RejectedRow = RejectedRowAnswer & { readonly serialNumber: string };
type GateLeaf = GateDetail['leaves']['items'][number];

/** Messages to a live run that carry a reason and nothing else. */
export type ReasonVerb = 'pause' | 'resume' | 'abort';

/** The Gangway API, one method a route. Throws `CliError` only. */
export class GangwayClient {
  readonly #address: ApiAddress;

  constructor(address: ApiAddress) {
    this.#address = address;
  }

  createRun(
    files: { spec: UploadFile; devices: UploadFile },
    idempotencyKey: string,
  ): Promise<CreateRunAnswer> {
    const form = new FormData();
    form.set('spec', new Blob([files.spec.bytes], { type: 'application/json' }), files.spec.name);
    form.set('file', new Blob([files.devices.bytes], { type: 'text/csv' }), files.devices.name);
    return this.#post('/runs', { form, idempotencyKey });
  }

  listRuns(): Promise<RunSummary[]> {
    return everyPage((after) => this.#get<Page<RunSummary>>('/runs', { after }));
  }

  showRun(run: string): Promise<RunDetail> {
    return this.#get(`/runs/${encodeURIComponent(run)}`);
  }

  listDevices(run: string, state?: string): Promise<DeviceAnswer[]> {
    const path = `/runs/${encodeURIComponent(run)}/devices`;
    return everyPage((after) =>
      this.#get<Page<DeviceAnswer>>(path, { after, state, limit: pageSize }),
    );
  }

  async listRejectedRows(run: string): Promise<readonly RejectedRow[]> {
    const path = `/runs/${encodeURIComponent(run)}/rejected`;
    return (await this.#get<Page<RejectedRow>>(path)).items;
  }

  showPlan(run: string): Promise<PlanAnswer> {
    return this.#get(`/runs/${encodeURIComponent(run)}/plan`);
  }

  /** The plan as its approvers read it. */
  readPlanText(run: string): Promise<string> {
    const path = `/runs/${encodeURIComponent(run)}/plan`;
    return sendRequest(this.#address, { method: 'GET', path, accept: 'text/markdown' });
  }

  showReport(run: string): Promise<Readonly<Record<string, unknown>>> {
    return this.#get(`/runs/${encodeURIComponent(run)}/report`);
  }

  deliver(run: string, serialNumbers: readonly string[]): Promise<DeliveryAnswer> {
    return this.#post(`/runs/${encodeURIComponent(run)}/deliveries`, { json: { serialNumbers } });
  }

  async tell(run: string, verb: ReasonVerb, reason: string): Promise<void> {
    await this.#post(`/runs/${encodeURIComponent(run)}/${verb}`, { json: { reason } });
  }

  resolve(run: string, resolution: ResolutionRequest): Promise<ResolutionAnswer> {
    return this.#post(`/runs/${encodeURIComponent(run)}/resolutions`, { json: resolution });
  }

  async releaseWave(run: string, wave: number, reason: string): Promise<void> {
    const path = `/runs/${encodeURIComponent(run)}/waves/${wave}/release`;
    await this.#post(path, { json: { reason } });
  }

  /** Without a run: the open gates of all live runs. */
  async listGates(run?: string): Promise<readonly GateSummary[]> {
    return (await this.#get<Page<GateSummary>>('/gates', { run })).items;
  }

  showGate(run: string, gate: string): Promise<GateDetail> {
    return this.#get(`/gates/${encodeURIComponent(`${run}.${gate}`)}`);
  }

  /** Every item the gate is about, in the order in which they were hashed. */
  listGateLeaves(run: string, gate: string): Promise<GateLeaf[]> {
    const path = `/gates/${encodeURIComponent(`${run}.${gate}`)}`;
    return everyPage(async (after) => {
      const detail = await this.#get<GateDetail>(path, { after, limit: pageSize });
      return detail.leaves;
    });
  }

  decide(run: string, gate: string, request: DecisionRequest): Promise<DecisionAnswer> {
    const path = `/gates/${encodeURIComponent(`${run}.${gate}`)}/decisions`;
    return this.#post(path, { json: request });
  }

  async listTasks(run?: string): Promise<readonly Task[]> {
    return (await this.#get<Page<Task>>('/tasks', { run })).items;
  }

  completeTask(
    run: string,
    taskId: string,
    body: Readonly<Record<string, string>>,
  ): Promise<EvidenceAnswer> {
    const path = `/tasks/${encodeURIComponent(`${run}.${taskId}`)}/evidence`;
    return this.#post(path, { json: { body } });
  }

  registerApprover(approver: ApproverRequest): Promise<Approver> {
    return this.#post('/approvers', { json: approver });
  }

  #get<Answer>(
    path: string,
    query: Readonly<Record<string, string | number | undefined>> = {},
  ): Promise<Answer> {
    return sendForJson<Answer>(this.#address, { method: 'GET', path, query });
  }

  #post<Answer>(
    path: string,
    body: { json?: unknown; form?: FormData; idempotencyKey?: string },
  ): Promise<Answer> {
    return sendForJson<Answer>(this.#address, { method: 'POST', path, ...body });
  }
}

/** The largest page the API gives. */
const pageSize = 500;
