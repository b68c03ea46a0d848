import type { Simulation } from '../../simulation.ts';
import { GraphError } from '../errors.ts';
import { noContent } from '../route.ts';
import type { GraphResponse, GraphRoute } from '../route.ts';

/** https://learn.microsoft.com/graph/api/intune-enrollment-windowsautopilotsettings-sync */
const SYNC_INTERVAL_MS = 10 * 60_000;
const NO_DATE = '0001-01-01T00:00:00Z';

/** The tenant-wide Autopilot sync: one at a time, ten minutes apart. */
export class AutopilotSync {
  readonly #simulation: Simulation;
  #lastTriggerMs: number | undefined;
  #lastSyncIso = NO_DATE;
  #isRunning = false;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  start(): GraphResponse {
    const { clock, events, world } = this.#simulation;
    const sinceLastMs = clock.nowMs() - (this.#lastTriggerMs ?? Number.NEGATIVE_INFINITY);
    events.publish({ type: 'sync-asked', sinceLastMs });
    if (this.#isRunning) throw new GraphError(409, 'Conflict', 'A sync is already running.');
    if (sinceLastMs < SYNC_INTERVAL_MS) {
      throw new GraphError(429, 'TooManyRequests', 'Please retry again later.');
    }
    this.#lastTriggerMs = clock.nowMs();
    this.#isRunning = true;
    clock.after(world.timings.syncMinutes, () => {
      this.#isRunning = false;
      this.#lastSyncIso = clock.nowIso();
    });
    return noContent;
  }

  render(): Record<string, unknown> {
    const { world } = this.#simulation;
    const triggerMs = this.#lastTriggerMs;
    return {
      id: world.tenant.tenantId,
      lastSyncDateTime: this.#lastSyncIso,
      lastManualSyncTriggerDateTime:
        triggerMs === undefined ? NO_DATE : new Date(triggerMs).toISOString(),
      syncStatus: this.#isRunning ? 'inProgress' : 'completed',
    };
  }
}

export function autopilotSettingsRoutes(simulation: Simulation): GraphRoute[] {
  const path = '/deviceManagement/windowsAutopilotSettings';
  return [
    {
      operation: 'autopilotSettings.get',
      method: 'GET',
      path,
      family: 'intune',
      only: 'beta',
      handle: () => ({ status: 200, body: simulation.autopilotSync.render() }),
    },
    {
      operation: 'autopilotSettings.sync',
      method: 'POST',
      path: `${path}/sync`,
      family: 'intune',
      only: 'beta',
      handle: () => simulation.autopilotSync.start(),
    },
  ];
}
