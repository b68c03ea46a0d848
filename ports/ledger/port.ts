import type { Countersignature, Decision, GateLeaf, OpenGate } from '../../domain/approval.ts';
import type { DeviceState, StateCounts } from '../../domain/device-state.ts';
import type { FailureCode } from '../../domain/failures.ts';
import type { PlanHeader, PlanItem, Track } from '../../domain/plan-item.ts';
import type { RunSpec } from '../../domain/run-spec.ts';

/**
 * The ledger: every fact Gangway must not lose, in PostgreSQL. Bulk methods are one statement a call, never one a device.
 * Throws `LedgerError` (`errors.ts`) only. Every write is idempotent as its comment says, because activities run twice.
 * Instants are ISO strings. `run` and `tenant` together name a run; `deviceKey` is the keyed hash of the serial number.
 */
export interface RunKey {
  readonly tenant: string;
  readonly run: string;
}

export type FenceState = 'live' | 'paused' | 'undoing' | 'stopped';

/** Whether effects of a run may start; each carries the epoch it was planned in. */
export interface Fence {
  readonly state: FenceState;
  readonly epoch: number;
}

export interface RunRow extends RunKey {
  /** `oid` of the person who asked for the run. */
  readonly requester: string;
  readonly spec: RunSpec;
  readonly specHash: string;
  readonly phase: string;
  /** What the run waits on, for people: `approvers of gate plan`, `admin: task cloud-attach`, … */
  readonly waitingOn: string;
  readonly fence: Fence;
  readonly createdAt: string;
  readonly endedAt?: string;
  /** `completed`, `rejected`, `aborted` or absent while it runs. */
  readonly outcome?: string;
  readonly planHash?: string;
  readonly rowsRead: number;
  readonly rowsRejected: number;
}

export interface RejectedRow {
  readonly row: number;
  readonly column: string;
  readonly code: FailureCode;
  /** The serial as it stood in the file, for the person who must correct it. */
  readonly serialNumber: string;
}

/** A row of the device list that becomes a device. The hash is encrypted by the ledger and never read back but for the import. */
export interface NewDevice {
  readonly deviceKey: string;
  readonly row: number;
  readonly serialNumber: string;
  readonly productId: string;
  readonly hardwareHash: string;
  readonly groupTag: string;
  readonly assignedUser?: string;
}

/** Ids of the device's records as Gangway last saw them. */
export interface DeviceRecords {
  readonly entraObjectId?: string;
  readonly entraDeviceId?: string;
  readonly managedDeviceId?: string;
  readonly enrolledAt?: string;
  readonly autopilotIdentityId?: string;
  readonly importedId?: string;
  /** True once our own import made the Autopilot identity: only then may undo delete it. */
  readonly identityIsOurs?: boolean;
  readonly previousGroupTag?: string;
  readonly previousAssignedUser?: string;
  /** Vendor now when the device was handed to people (delivered) or the wipe was answered. */
  readonly handedOverAt?: string;
  /** Vendor now when the site reported `MDMEnrolled` and `ComgmtPolicyPresent`: one half of the proof of co-management. */
  readonly siteEvidenceAt?: string;
}

export interface DeviceRow extends RunKey, DeviceRecords {
  readonly deviceKey: string;
  readonly row: number;
  readonly serialNumber: string;
  readonly productId: string;
  readonly groupTag: string;
  readonly assignedUser?: string;
  readonly state: DeviceState;
  readonly parkedFrom?: DeviceState;
  /** Why it was refused or parked. */
  readonly code?: FailureCode;
  /** Vendor name and code of the failure, e.g. `ZtdDeviceAlreadyAadRegistered 814`. */
  readonly vendorReason?: string;
  readonly track?: Track;
  readonly wave: number;
  readonly shard: number;
  readonly updatedAt: string;
}

export interface DeviceMove {
  readonly deviceKey: string;
  readonly from: DeviceState;
  readonly to: DeviceState;
  readonly code?: FailureCode;
  readonly vendorReason?: string;
  /** Merged into the row; absent members stay. */
  readonly records?: DeviceRecords;
}

export interface DeviceFilter {
  readonly wave?: number;
  readonly shard?: number;
  readonly tracks?: readonly Track[];
  readonly states?: readonly DeviceState[];
}

export type JournalState = 'intended' | 'sending' | 'answered';
export type JournalOutcome = 'done' | 'adopted' | 'refused' | 'unknown' | 'undone' | 'cannot-undo';

export interface JournalIntent {
  /** `run/device/step`, e.g. `r-1/9f…/wipe` or `r-1/-/esp-profile`. The one name of this effect for ever. */
  readonly key: string;
  readonly step: string;
  readonly deviceKey?: string;
  /** What it acts on: an object id or a name. */
  readonly target: string;
  readonly bodyHash: string;
  /** What was there before, for undo; plain JSON. */
  readonly before?: unknown;
  readonly epoch: number;
}

export interface JournalEntry extends JournalIntent {
  readonly state: JournalState;
  readonly attempt: number;
  readonly sendingAt?: string;
  /** How long ago that was by the database's clock, which all workers share; absent for what was never sent. */
  readonly sendingForMs?: number;
  readonly outcome?: JournalOutcome;
  /** What the effect made: an object id. */
  readonly result?: string;
}

/** Why an effect may not start. */
export type FenceRefusal = 'paused' | 'stopped' | 'epoch-past' | 'not-owner';

export interface GateRow extends OpenGate {
  readonly state: 'open' | 'held' | 'approved' | 'rejected' | 'withdrawn';
  readonly leafCount: number;
  readonly closedAt?: string;
}

export interface StoredDecision {
  readonly decision: Decision;
  readonly signature: string;
  readonly countersignature: Countersignature;
}

export interface TaskRow {
  readonly taskId: string;
  readonly title: string;
  /** What to do, step by step, and what evidence is asked for. Markdown. */
  readonly instructions: string;
  readonly state: 'open' | 'done';
  /** Why the last evidence did not hold. */
  readonly problem?: string;
  readonly openedAt: string;
}

export interface EvidenceRow {
  readonly evidenceId: string;
  readonly taskId: string;
  readonly by: string;
  readonly body: Readonly<Record<string, string>>;
}

/** A change to a tenant or site object that this run made, adopted or undid. */
export interface TenantObjectRow {
  readonly object: string;
  readonly name: string;
  readonly objectId: string;
  readonly change: 'created' | 'adopted';
  readonly undo?: 'undone' | 'cannot-undo' | 'left-to-a-human';
  /** Vendor now when it was assigned, for the freeze; absent for objects without assignment. */
  readonly assignedAt?: string;
}

export interface AuditEntry {
  readonly sequence: number;
  readonly at: string;
  /** An `oid`, or `gangway` for the service itself. */
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  readonly detailHash: string;
  readonly hash: string;
}

export interface ApproverKey {
  readonly kid: string;
  readonly oid: string;
  readonly publicKey: string;
  readonly registeredAt: string;
}

export interface RunsLedger {
  ensureTenant(tenant: string, displayName: string): Promise<void>;
  /**
   * Stores run, devices (state `accepted`) and rejected rows in one transaction. A device that another live run of the
   * tenant holds is stored as `refused(DeviceInAnotherRun)`. Same idempotency key and body hash: answers the earlier run;
   * same key with another body: `conflict`.
   */
  createRun(
    input: RunKey & {
      requester: string;
      spec: RunSpec;
      specHash: string;
      devices: readonly NewDevice[];
      rejected: readonly RejectedRow[];
      rowsRead: number;
      idempotencyKey: string;
      bodyHash: string;
    },
  ): Promise<{ kind: 'created' | 'existing'; run: string } | { kind: 'conflict' }>;
  findRun(key: RunKey): Promise<RunRow | undefined>;
  listRuns(tenant: string, page: { after?: string; limit: number }): Promise<readonly RunRow[]>;
  /** Runs of the tenant that have not ended. */
  countLiveRuns(tenant: string): Promise<number>;
  listRejectedRows(key: RunKey): Promise<readonly RejectedRow[]>;
  setPhase(key: RunKey, phase: string, waitingOn: string): Promise<void>;
  endRun(key: RunKey, outcome: string): Promise<void>;
  readFence(key: RunKey): Promise<Fence>;
  /** Sets the state; `undoing` raises the epoch once. Answers the fence as it stands after. */
  setFence(key: RunKey, state: FenceState): Promise<Fence>;
  saveReport(key: RunKey, report: unknown): Promise<void>;
  findReport(key: RunKey): Promise<unknown>;
}

export interface DevicesLedger {
  countDevices(key: RunKey, filter?: DeviceFilter): Promise<StateCounts>;
  /** Ordered by device key; `after` is the last key of the page before. */
  listDevices(
    key: RunKey,
    filter: DeviceFilter,
    page: { after?: string; limit: number },
  ): Promise<readonly DeviceRow[]>;
  findDevice(key: RunKey, deviceKey: string): Promise<DeviceRow | undefined>;
  /**
   * Moves many in one statement, each only from its `from`; a device already at `to` counts as moved.
   * The database refuses moves that the table of `domain/device-state.ts` does not hold. Answers the keys now at `to`.
   * `notify` puts one signal per workflow id into the outbox in the same transaction when anything moved.
   */
  moveDevices(
    key: RunKey,
    moves: readonly DeviceMove[],
    notify?: readonly string[],
  ): Promise<readonly string[]>;
  /** Merges records without moving. */
  recordDevices(
    key: RunKey,
    records: readonly { deviceKey: string; records: DeviceRecords }[],
  ): Promise<void>;
  /** Decrypts; devices whose hash was purged are left out. */
  readHardwareHashes(
    key: RunKey,
    deviceKeys: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;
  purgeHardwareHashes(key: RunKey, deviceKeys: readonly string[]): Promise<void>;
  /** Devices of all live runs of the tenant in one of these states, with their run's ids. */
  listWatchedDevices(tenant: string, states: readonly DeviceState[]): Promise<readonly DeviceRow[]>;
  /** Stores an uploaded list of device keys under an id; same id and list again is nothing. */
  saveDelivery(key: RunKey, uploadId: string, deviceKeys: readonly string[]): Promise<void>;
  readDelivery(key: RunKey, uploadId: string): Promise<readonly string[]>;
}

export interface PlansLedger {
  /** Replaces the pages of one store of this run's inventory. `rows` is plain JSON. */
  saveInventory(
    key: RunKey,
    store: string,
    inventory: { takenAt: string; rows: readonly unknown[] },
  ): Promise<void>;
  readInventory(
    key: RunKey,
    store: string,
  ): Promise<{ takenAt: string; rows: readonly unknown[] } | undefined>;
  /**
   * Stores header, hash and items, writes track, wave, shard and records to the devices and moves them to `planned` or
   * `refused`, all in one transaction. A plan that is there already with the same hash is nothing; with another: LedgerError.
   */
  savePlan(
    key: RunKey,
    plan: { header: PlanHeader; planHash: string; items: readonly PlanItem[]; shardSize: number },
  ): Promise<void>;
  findPlan(key: RunKey): Promise<{ header: PlanHeader; planHash: string } | undefined>;
  /** Ordered by device key. */
  listPlanItems(
    key: RunKey,
    filter: { wave?: number; withDuplicates?: boolean },
  ): Promise<readonly PlanItem[]>;
  saveTenantObject(key: RunKey, row: TenantObjectRow): Promise<void>;
  listTenantObjects(key: RunKey): Promise<readonly TenantObjectRow[]>;
  /** Whether another run of the tenant that has not ended relies on the object too. */
  isUsedByOtherRun(key: RunKey, objectId: string): Promise<boolean>;
}

export interface GatesLedger {
  /** Opens the gate with its leaves, or answers the one already stored under that name (its nonce stays). */
  openGate(key: RunKey, gate: OpenGate, leaves: readonly GateLeaf[]): Promise<GateRow>;
  setGateState(key: RunKey, gate: string, state: GateRow['state']): Promise<void>;
  findGate(key: RunKey, gate: string): Promise<GateRow | undefined>;
  listGates(key: RunKey): Promise<readonly GateRow[]>;
  /** In the order in which they were hashed. */
  listGateLeaves(key: RunKey, gate: string): Promise<readonly GateLeaf[]>;
  /** Append-only; the same person's same decision again is nothing. */
  appendDecision(key: RunKey, decision: StoredDecision): Promise<void>;
  listDecisions(key: RunKey, gate: string): Promise<readonly StoredDecision[]>;
  /** A text or name somebody wrote; answers its id and the SHA-256 of the text. */
  saveText(key: RunKey, by: string, text: string): Promise<{ textId: string; textHash: string }>;
  openTask(
    key: RunKey,
    task: { taskId: string; title: string; instructions: string },
  ): Promise<void>;
  setTask(
    key: RunKey,
    taskId: string,
    change: { state: TaskRow['state']; problem?: string },
  ): Promise<void>;
  listTasks(key: RunKey): Promise<readonly TaskRow[]>;
  addEvidence(key: RunKey, evidence: Omit<EvidenceRow, 'evidenceId'>): Promise<string>;
  findEvidence(key: RunKey, evidenceId: string): Promise<EvidenceRow | undefined>;
  registerApproverKey(tenant: string, approver: Omit<ApproverKey, 'registeredAt'>): Promise<void>;
  listApproverKeys(tenant: string): Promise<readonly ApproverKey[]>;
}

export interface JournalLedger {
  /** Writes the intent, or answers the entry that is there. */
  intend(key: RunKey, intent: JournalIntent): Promise<JournalEntry>;
  /**
   * Moves the entry to `sending` under a new attempt number, in one transaction with the fence check: `live` admits the
   * run's epoch, `undoing` only undo steps (`undo/…`) of the new epoch. Compare-and-set on state and attempt.
   */
  beginSending(
    key: RunKey,
    entry: { key: string; attempt: number; epoch: number },
  ): Promise<JournalEntry | FenceRefusal>;
  /** Whether this attempt still owns the entry: the last look before the request leaves. */
  stillOwns(key: RunKey, entry: { key: string; attempt: number }): Promise<boolean>;
  /** Back to `intended`: the vendor refused or was not reached, so nothing happened. Only by the attempt that owns it. */
  retract(key: RunKey, entry: { key: string; attempt: number }): Promise<void>;
  answer(
    key: RunKey,
    entry: { key: string; attempt: number; outcome: JournalOutcome; result?: string },
  ): Promise<void>;
  findEntry(key: RunKey, entryKey: string): Promise<JournalEntry | undefined>;
  listEntries(key: RunKey, steps: readonly string[]): Promise<readonly JournalEntry[]>;
  /** Entries of epochs before this one that are still `sending`. */
  countSending(key: RunKey, beforeEpoch: number): Promise<number>;
  /** Snapshots of an object before it is destroyed; the body is encrypted. Same key again is nothing. */
  saveEscrow(key: RunKey, escrow: { key: string; kind: string; body: unknown }): Promise<void>;
  hasEscrow(key: RunKey, escrowKey: string): Promise<boolean>;
}

export interface OutboxLedger {
  /** At most one open row per workflow and signal. */
  enqueue(workflowId: string, signal: string): Promise<void>;
  /** Claims up to `limit` rows (`FOR UPDATE SKIP LOCKED`), hands each to `send`, deletes those it did not throw for. Answers how many. */
  deliver(
    limit: number,
    send: (row: { workflowId: string; signal: string }) => Promise<void>,
  ): Promise<number>;
}

export interface AuditLedger {
  /** Appends to the run's hash chain in one transaction. */
  appendAudit(
    key: RunKey,
    entry: { actor: string; act: string; subject: string; detail: unknown },
  ): Promise<AuditEntry>;
  listAudit(key: RunKey): Promise<readonly AuditEntry[]>;
  /** Adds to the tenant's counters of vendor calls (`graph`, `adminService`, `throttled`). */
  countCalls(tenant: string, calls: Readonly<Record<string, number>>): Promise<void>;
  readCalls(tenant: string): Promise<Readonly<Record<string, number>>>;
  /** Takes a tenant-wide turn when the last one is at least `intervalMs` of vendor time ago. */
  takeTurn(tenant: string, name: string, vendorNow: string, intervalMs: number): Promise<boolean>;
}

export interface LedgerPort
  extends
    RunsLedger,
    DevicesLedger,
    PlansLedger,
    GatesLedger,
    JournalLedger,
    OutboxLedger,
    AuditLedger {
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
