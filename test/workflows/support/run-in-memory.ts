import type { OpenGate } from '../../../domain/approval.ts';
import type { DeviceState, StateCounts } from '../../../domain/device-state.ts';
import type { FailureCode } from '../../../domain/failures.ts';
import type { Track } from '../../../domain/plan-item.ts';
import { resetWorkflowId, runWorkflowId, shardWorkflowId } from '../../../domain/workflow-ids.ts';
import type {
  DeviceFilter,
  Fence,
  FenceState,
  GateRow,
  RunKey,
} from '../../../ports/ledger/port.ts';

/** A device as far as workflows can tell one from another. */
export interface DeviceInMemory {
  readonly deviceKey: string;
  readonly wave: number;
  readonly shard: number;
  readonly track: Track;
  readonly hasDuplicate: boolean;
  state: DeviceState;
  code?: FailureCode;
  parkedFrom?: DeviceState;
}

export function aDevice(device: Partial<DeviceInMemory> = {}): DeviceInMemory {
  return {
    deviceKey: 'device-1',
    wave: 1,
    shard: 1,
    track: 'register',
    hasDuplicate: false,
    state: 'accepted',
    ...device,
  };
}

/** Longer than any step of a test takes on two busy cores; a wait beyond it says what it waited for. */
const patienceMs = 30_000;

/** Runs before an activity's own work; what it throws, the activity throws. */
export type Hook = (input: unknown) => Promise<void> | void;

export interface Hold {
  /** Settles when the activity has begun. */
  readonly entered: Promise<void>;
  release(): void;
}

/** What the ledger would hold about one run, and what was done in its name. */
export class RunInMemory {
  readonly key: RunKey;
  readonly devices: readonly DeviceInMemory[];
  /** Activities in the order in which they began, retries included. */
  readonly calls: string[] = [];
  readonly gates = new Map<string, GateRow>();
  readonly escalated: string[] = [];
  /** Each place the run said it stands at, as `phase: waiting on`. */
  readonly places: string[] = [];
  readonly tasks = new Map<string, { state: 'open' | 'done'; problem?: string }>();
  fence: Fence = { state: 'live', epoch: 1 };
  outcome: string | undefined;
  /** Effects of the run that are on the wire. */
  sending = 0;
  readonly #hooks = new Map<string, Hook>();
  readonly #waiting = new Set<() => void>();
  readonly #notify: (workflowIds: readonly string[]) => Promise<void>;

  constructor(
    key: RunKey,
    devices: readonly DeviceInMemory[],
    notify: (workflowIds: readonly string[]) => Promise<void>,
  ) {
    this.key = key;
    this.devices = devices;
    this.#notify = notify;
  }

  get waves(): number {
    return Math.max(...this.devices.map(({ wave }) => wave));
  }

  find(filter: DeviceFilter): readonly DeviceInMemory[] {
    return this.devices.filter(
      (device) =>
        (filter.wave === undefined || device.wave === filter.wave) &&
        (filter.shard === undefined || device.shard === filter.shard) &&
        (filter.tracks?.includes(device.track) ?? true) &&
        (filter.states?.includes(device.state) ?? true),
    );
  }

  counts(filter: DeviceFilter = {}): StateCounts {
    const counts: Partial<Record<DeviceState, number>> = {};
    for (const { state } of this.find(filter)) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }

  move(devices: readonly DeviceInMemory[], to: DeviceState): number {
    for (const device of devices) device.state = to;
    this.changed();
    return devices.length;
  }

  park(devices: readonly DeviceInMemory[], code: FailureCode): void {
    for (const device of devices) {
      device.parkedFrom = device.state;
      device.code = code;
    }
    this.move(devices, 'needs-attention');
  }

  /** What the watcher sees happen out there: the rows move, and whoever waits for them is told. */
  async happens(devices: readonly DeviceInMemory[], to: DeviceState): Promise<void> {
    this.move(devices, to);
    await this.tellMoved(devices);
  }

  async tellMoved(devices: readonly DeviceInMemory[]): Promise<void> {
    const { tenant, run } = this.key;
    const ids = devices.flatMap(({ wave, shard, track }) => [
      shardWorkflowId(tenant, run, wave, shard),
      ...(track === 'reset' ? [resetWorkflowId(tenant, run, wave)] : []),
    ]);
    await this.#notify([...new Set([runWorkflowId(tenant, run), ...ids])]);
  }

  /** As the ledger has it: stopped stays stopped, and a run that undoes goes on undoing. */
  setFence(wanted: FenceState): Fence {
    const { state, epoch } = this.fence;
    if (wanted === 'undoing') this.fence = { state: 'undoing', epoch: 2 };
    else if (state === 'stopped' || wanted === 'stopped') this.fence = { state: 'stopped', epoch };
    else if (wanted === 'live' && epoch === 2) this.fence = { state: 'undoing', epoch };
    else this.fence = { state: wanted, epoch };
    this.changed();
    return this.fence;
  }

  setGate(gate: OpenGate, state: GateRow['state']): void {
    this.gates.set(gate.gate, { ...gate, state, leafCount: 0 });
  }

  /** Called by each activity as it begins. */
  async begin(name: string, input: unknown): Promise<void> {
    this.calls.push(name);
    this.changed();
    await this.#hooks.get(name)?.(input);
  }

  on(name: string, hook: Hook): void {
    this.#hooks.set(name, hook);
  }

  /** The first call fails, all later ones work. */
  failOnce(name: string, error: Error): void {
    this.on(name, () => {
      this.#hooks.delete(name);
      throw error;
    });
  }

  /** The next call begins and then waits for its release; later calls do not. */
  hold(name: string): Hold {
    const entered = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    this.on(name, async () => {
      this.#hooks.delete(name);
      entered.resolve(undefined);
      await released.promise;
    });
    return {
      entered: entered.promise,
      release: () => {
        released.resolve(undefined);
      },
    };
  }

  changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Settles as soon as it is so; never looks at a clock but to give up. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve, reject) => {
      const give = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`waited in vain for: ${what}; stands at "${this.places.at(-1) ?? ''}"`));
      }, patienceMs);
      const look = (): void => {
        if (!isSo()) return;
        clearTimeout(give);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  async untilCalled(name: string, times = 1): Promise<void> {
    const count = (): number => this.calls.filter((call) => call === name).length;
    await this.until(`${name} called ${times} time(s)`, () => count() >= times);
  }

  /** People may decide the gate: the run says that it waits on them. */
  async untilAsked(gate: string): Promise<void> {
    await this.until(`gate ${gate} open`, () => {
      const [, list] = (this.places.at(-1) ?? '').split('approvers: gate ');
      return list?.split(', ').includes(gate) === true;
    });
  }

  /** The run is there now, or was and came back: what it waits on is compared with the present place. */
  async untilWaitingOn(waitingOn: string): Promise<void> {
    await this.until(`waiting on "${waitingOn}"`, () =>
      (this.places.at(-1) ?? '').includes(waitingOn),
    );
  }
}
