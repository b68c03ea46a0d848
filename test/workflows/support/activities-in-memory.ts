import type {
  GraphActivities,
  LedgerActivities,
  SiteActivities,
} from '../../../activities/create-activities.ts';
import { fenceFailure } from '../../../activities/effect.ts';
import type { GuardActivities } from '../../../activities/guard-activities.ts';
import type { EffectInput, RunInput } from '../../../activities/inputs.ts';
import type { GateSubject, TrustedKey } from '../../../domain/approval.ts';
import { textHash } from '../../../domain/canonical-json.ts';
import { isEndState } from '../../../domain/device-state.ts';
import { gateName, gateSubject, subjectHash } from '../../../domain/gate-subjects.ts';
import { quorumOf } from '../../../domain/quorum.ts';
import { trustList } from './people.ts';
import type { RunInMemory } from './run-in-memory.ts';

/** All runs of one test file, and what their activities do. */
export class Fleet {
  readonly runs = new Map<string, RunInMemory>();
  keys: readonly TrustedKey[] = trustList;
  /** The watcher's looks; they belong to a tenant, not to a run. */
  pollTenant: GraphActivities['pollTenant'] = () => Promise.resolve();
  pollSite: SiteActivities['pollSite'] = () => Promise.resolve();
  readWorkflow: LedgerActivities['readWorkflow'] = () => Promise.resolve({ isOpen: true });
  ensureWatch: LedgerActivities['ensureWatch'] = () => Promise.resolve();

  of({ run }: RunInput): RunInMemory {
    const there = this.runs.get(run);
    if (there === undefined) throw new Error(`no run ${run} in memory`);
    return there;
  }
}

/** As every effect does right before it is sent. */
function passFence(memory: RunInMemory, input: EffectInput, step: string): void {
  const { state, epoch } = memory.fence;
  if (input.epoch !== epoch) throw fenceFailure('epoch-past', step);
  if (state === 'paused' || state === 'stopped') throw fenceFailure(state, step);
}

export function ledgerActivities(fleet: Fleet): LedgerActivities {
  return {
    async recordPhase({ phase, waitingOn, ...key }) {
      const memory = fleet.of(key);
      memory.places.push(`${phase}: ${waitingOn}`);
      memory.changed();
    },
    async recordEnd({ outcome, ...key }) {
      fleet.of(key).outcome = outcome;
      fleet.of(key).setFence('stopped');
    },
    recordFence: async ({ state, ...key }) => fleet.of(key).setFence(state),
    readCounts: async ({ filter, ...key }) => fleet.of(key).counts(filter),
    readSending: async (input) => fleet.of(input).sending,
    async makeRunPlan(input) {
      const memory = fleet.of(input);
      memory.move(memory.find({ states: ['accepted'] }), 'planned');
      return { planHash: textHash(input.run), waves: memory.waves };
    },
    async clearDevices({ wave, ...key }) {
      const memory = fleet.of(key);
      const planned = memory.find({ wave, states: ['planned'] });
      memory.move(
        planned.filter(({ hasDuplicate }) => !hasDuplicate),
        'cleared',
      );
      return { duplicates: planned.filter(({ hasDuplicate }) => hasDuplicate).length };
    },
    settleCoManaged: async () => undefined,
    async readShards({ wave, ...key }) {
      const devices = fleet.of(key).find({ wave });
      return {
        shards: Math.max(0, ...devices.map(({ shard }) => shard)),
        resets: devices.filter(({ track }) => track === 'reset').length,
      };
    },
    ...gateActivities(fleet),
    ...peopleActivities(fleet),
    writeReport: async (input) => ({ counts: fleet.of(input).counts() }),
    ensureWatch: (input) => fleet.ensureWatch(input),
    readWorkflow: (input) => fleet.readWorkflow(input),
  };
}

function gateActivities(
  fleet: Fleet,
): Pick<LedgerActivities, 'openGate' | 'recordGate' | 'escalateGate'> {
  return {
    async openGate(input) {
      const { gateType, wave, round } = input;
      const memory = fleet.of(input);
      const gate = gateName(gateType, wave, round);
      const there = memory.gates.get(gate);
      if (there !== undefined) return there;
      const subject: GateSubject = gateSubject({
        gateType,
        wave,
        action: 'go-on',
        leaves: [],
        counts: { devices: memory.devices.length },
      });
      const disables = memory.devices.filter(({ hasDuplicate }) => hasDuplicate).length;
      const opened = {
        gate,
        gateType,
        wave,
        nonce: textHash(`${input.run} ${gate}`),
        planHash: textHash(input.run),
        subjectHash: subjectHash(subject),
        subject,
        quorum: quorumOf(gateType, { disables }),
        openedAt: '2026-11-02T08:00:00.000Z',
        deadlineAt: '2026-11-05T08:00:00.000Z',
      };
      memory.setGate(opened, 'open');
      return opened;
    },
    async recordGate({ gate, state, ...key }) {
      const memory = fleet.of(key);
      const row = memory.gates.get(gate);
      if (row === undefined) throw new Error(`gate ${gate} was never opened`);
      memory.setGate(row, state);
      memory.changed();
    },
    async escalateGate({ gate, ...key }) {
      fleet.of(key).escalated.push(gate);
      fleet.of(key).changed();
    },
  };
}

function peopleActivities(
  fleet: Fleet,
): Pick<
  LedgerActivities,
  | 'openCloudAttachTask'
  | 'reopenTask'
  | 'closeTask'
  | 'applyDelivery'
  | 'approveWipes'
  | 'parkWave'
  | 'skipWavesAfter'
  | 'skipAll'
  | 'parkLeftovers'
  | 'clearAfterDuplicates'
  | 'resolveDevices'
  | 'refuseDuplicates'
> {
  return {
    async openCloudAttachTask(input) {
      fleet.of(input).tasks.set('cloud-attach', { state: 'open' });
      return { taskId: 'cloud-attach' };
    },
    async reopenTask({ taskId, problem, ...key }) {
      fleet.of(key).tasks.set(taskId, { state: 'open', problem });
      fleet.of(key).changed();
    },
    async closeTask({ taskId, ...key }) {
      fleet.of(key).tasks.set(taskId, { state: 'done' });
    },
    /** The users are quick: what is delivered is co-managed at once. */
    async applyDelivery(input) {
      const memory = fleet.of(input);
      const ready = memory.find({ states: ['ready-to-ship'] });
      await memory.happens(ready, 'co-managed');
      return { delivered: ready.length };
    },
    async approveWipes({ wave, ...key }) {
      const memory = fleet.of(key);
      const ready = memory.find({ wave, tracks: ['reset'], states: ['profile-assigned'] });
      return { approved: memory.move(ready, 'wipe-approved') };
    },
    async parkWave({ wave, from, code, ...key }) {
      const memory = fleet.of(key);
      memory.park(memory.find({ wave, tracks: ['reset'], states: [from] }), code);
    },
    async skipWavesAfter({ wave, ...key }) {
      const memory = fleet.of(key);
      const planned = memory.find({ states: ['planned'] });
      memory.move(
        planned.filter((device) => device.wave > wave),
        'skipped',
      );
    },
    async skipAll(input) {
      const memory = fleet.of(input);
      memory.move(memory.find({ states: ['accepted', 'planned'] }), 'skipped');
    },
    async parkLeftovers(input) {
      const memory = fleet.of(input);
      const left = memory.devices.filter(
        ({ state }) => !isEndState(state) && state !== 'needs-attention',
      );
      memory.park(left, 'LeftByAbort');
      return { parked: left.length };
    },
    async clearAfterDuplicates({ wave, ...key }) {
      const memory = fleet.of(key);
      const waiting = memory.find({ wave, states: ['planned'] });
      await memory.happens(waiting, 'cleared');
      return { waiting: 0 };
    },
    async resolveDevices({ action, ...key }) {
      const memory = fleet.of(key);
      const parked = memory.find({ states: ['needs-attention'] });
      for (const device of parked)
        memory.move([device], action === 'skip' ? 'skipped' : (device.parkedFrom ?? 'skipped'));
      return { devices: parked.length };
    },
    refuseDuplicates: async () => undefined,
  };
}

export function graphActivities(fleet: Fleet): GraphActivities {
  return {
    checkTenantReadiness: async () => ({ warnings: [] }),
    takeGraphInventory: async () => undefined,
    checkTagUnused: async () => undefined,
    ensureDeviceGroup: async (input) => {
      passFence(fleet.of(input), input, 'device group');
      return { groupId: 'group-1' };
    },
    ensureEspProfile: async () => undefined,
    ensureAutopilotProfile: async () => undefined,
    ensureComanagementPolicy: async () => undefined,
    reconcileIdentities: async () => ({ adopted: 0 }),
    /** The service is quick too: what is imported has its profile at once. */
    async importDevices(input) {
      const memory = fleet.of(input);
      const { wave, shard } = input;
      passFence(memory, input, 'import');
      const cleared = memory.find({ wave, shard, states: ['cleared'] });
      const reused = cleared.filter(({ track }) => track === 'reset');
      const fresh = cleared.filter(({ track }) => track !== 'reset');
      if (reused.length > 0) await memory.happens(reused, 'profile-assigned');
      if (fresh.length > 0) await memory.happens(fresh, 'ready-to-ship');
      return { imported: cleared.length };
    },
    pollTenant: (input) => fleet.pollTenant(input),
    async undoRegistrations(input) {
      const memory = fleet.of(input);
      passFence(memory, input, 'undo registration');
      const done = ['co-managed', 'refused', 'skipped', 'wiped'];
      const open = memory.devices.filter(({ state }) => !done.includes(state));
      return { rolledBack: memory.move(open, 'rolled-back'), left: 0 };
    },
    async undoTenantObjects(input) {
      passFence(fleet.of(input), input, 'undo tenant objects');
      return { undone: 4, left: 0 };
    },
  };
}

export function siteActivities(fleet: Fleet): SiteActivities {
  return {
    checkSiteReadiness: async () => ({ warnings: [] }),
    takeSiteInventory: async () => undefined,
    /** Evidence holds when it is called so. */
    proveCloudAttach: async ({ evidenceId }) =>
      evidenceId === 'good' ? {} : { problem: 'the site says co-management is not enabled' },
    checkCloudAttachUnchanged: async () => ({}),
    ensureDeviceCollection: async () => ({ collectionId: 'PS100017' }),
    ensureApplicationDeployments: async () => undefined,
    pollSite: (input) => fleet.pollSite(input),
    async undoSiteObjects(input) {
      passFence(fleet.of(input), input, 'undo site objects');
      return { undone: 2, left: 0 };
    },
  };
}

export function guardActivities(fleet: Fleet): GuardActivities {
  return {
    readTrustedKeys: async () => fleet.keys,
    async disableDuplicates(input) {
      const memory = fleet.of(input);
      passFence(memory, input, 'disable');
      const { wave } = input;
      const doubled = memory.find({ wave, states: ['planned'] });
      return { done: doubled.filter(({ hasDuplicate }) => hasDuplicate).length, refused: 0 };
    },
    deleteDuplicates: async (input) => {
      const memory = fleet.of(input);
      passFence(memory, input, 'delete');
      return { done: memory.find({ wave: input.wave, states: ['planned'] }).length, refused: 0 };
    },
    enableDuplicates: async (input) => {
      passFence(fleet.of(input), input, 'enable');
      return { enabled: 0 };
    },
    async wipeDevices(input) {
      const memory = fleet.of(input);
      passFence(memory, input, 'wipe');
      const approved = memory.find({ wave: input.wave, states: ['wipe-approved'] });
      await memory.happens(approved, 'wiped');
      await memory.happens(approved, 'co-managed');
      return { issued: approved.length, parked: 0 };
    },
  };
}

type Activity = (input: never) => Promise<unknown>;

/** Notes each call with the run it is for, and lets the test step in before its work. */
export function observed<T extends object>(fleet: Fleet, activities: T): T {
  const wrapped = Object.entries(activities as Record<string, Activity>).map(([name, activity]) => [
    name,
    async (input: never): Promise<unknown> => {
      const run = (input as Partial<RunInput> | undefined)?.run;
      if (run !== undefined) await fleet.of(input).begin(name, input);
      return activity(input);
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
