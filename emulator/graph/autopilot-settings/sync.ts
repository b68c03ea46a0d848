import { daysBefore, toIso } from '../../clock.ts';
import type { Simulation } from '../../simulation.ts';
import { vendorMinutes } from '../../vendor-delay.ts';
import type { Refusal } from '../../world/intune.ts';
import { GraphError } from '../errors.ts';

/** https://learn.microsoft.com/graph/api/intune-enrollment-windowsautopilotsettings-sync */
const SYNC_INTERVAL_MS = 10 * 60_000;
const NO_DATE = '0001-01-01T00:00:00Z';

/** https://learn.microsoft.com/graph/api/resources/intune-enrollment-windowsautopilotsyncstatus */
type SyncStatus = 'unknown' | 'inProgress' | 'completed' | 'failed';
export type SyncTransitionName = 'start' | 'complete' | 'fail';

interface SyncTransition {
  from: readonly SyncStatus[];
  to: SyncStatus;
  after: 'syncMinutes' | null;
}

export const syncTransitions: Readonly<Record<SyncTransitionName, SyncTransition>> = {
  start: { from: ['unknown', 'completed', 'failed'], to: 'inProgress', after: null },
  complete: { from: ['inProgress'], to: 'completed', after: 'syncMinutes' },
  fail: { from: ['inProgress'], to: 'failed', after: 'syncMinutes' },
};

/** The tenant-wide Autopilot sync: one at a time, ten minutes apart. */
export class AutopilotSync {
  readonly #simulation: Simulation;
  /** Intune syncs by itself every day: a tenant that was never synced does not occur. */
  #status: SyncStatus = 'completed';
  #lastTriggerMs: number | undefined;
  #lastSyncIso: string;
  #triggerCount = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#lastSyncIso = daysBefore(simulation.world.startAt, 0.5);
  }

  /** Running: 409. Within ten minutes of the last: 429. */
  start(): void {
    const { clock, events, world } = this.#simulation;
    const { failingSyncs, syncRunning, syncTooSoon } = world.registration;
    const sinceLastMs = clock.nowMs() - (this.#lastTriggerMs ?? Number.NEGATIVE_INFINITY);
    events.publish({ type: 'sync-asked', sinceLastMs });
    if (!syncTransitions.start.from.includes(this.#status)) throw refusedWith(syncRunning);
    if (sinceLastMs < SYNC_INTERVAL_MS) throw refusedWith(syncTooSoon);
    this.#lastTriggerMs = clock.nowMs();
    this.#triggerCount += 1;
    const end = this.#triggerCount <= failingSyncs ? 'fail' : 'complete';
    this.#move('start');
    clock.after(vendorMinutes(world, 'syncMinutes', String(this.#triggerCount)), () => {
      this.#move(end);
      if (end === 'fail') return;
      this.#lastSyncIso = clock.nowIso();
      events.publish({ type: 'autopilot-synced' });
    });
  }

  render(): Record<string, unknown> {
    const triggerMs = this.#lastTriggerMs;
    return {
      id: this.#simulation.world.tenant.tenantId,
      lastSyncDateTime: this.#lastSyncIso,
      lastManualSyncTriggerDateTime: triggerMs === undefined ? NO_DATE : toIso(triggerMs),
      syncStatus: this.#status,
    };
  }

  #move(name: SyncTransitionName): void {
    const { from, to } = syncTransitions[name];
    if (from.includes(this.#status)) this.#status = to;
  }
}

function refusedWith({ code, message, retryAfterSeconds, status }: Refusal): GraphError {
  const wait = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return new GraphError(status, code, message, wait);
}
