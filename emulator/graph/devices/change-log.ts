import type { Simulation } from '../../simulation.ts';

interface Change {
  atMs: number;
  id: string;
}

const DAY_MS = 86_400_000;
/** https://devblogs.microsoft.com/microsoft365dev/duration-of-change-tracking-tokens-for-identity-and-education-resources/ */
export const TOKEN_LIFETIME_MS = 7 * DAY_MS;

/** Which devices changed when; a position in it is what a delta token stands for. */
export class DeviceChangeLog {
  readonly #simulation: Simulation;
  #changes: Change[] = [];
  /** Changes forgotten because no token reaches back to them. */
  #forgotten = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const record = ({ device: { id } }: { device: { id: string } }) => {
      this.#changes.push({ atMs: simulation.clock.nowMs(), id });
    };
    simulation.events.on('entra-device-added', record);
    simulation.events.on('entra-device-changed', record);
    simulation.events.on('entra-device-deleted', record);
  }

  /** Up to here every list knows what happened: delta reads the same replicas. */
  settledPosition(): number {
    this.#forget();
    const { clock, replicas } = this.#simulation;
    const untilMs = clock.nowMs() - replicas.lag.longestListMs;
    const open = this.#changes.findIndex(({ atMs }) => atMs > untilMs);
    return this.#forgotten + (open < 0 ? this.#changes.length : open);
  }

  /** Each changed device once, in the order of their first change. */
  idsBetween(from: number, to: number): string[] {
    const changes = this.#changes.slice(from - this.#forgotten, to - this.#forgotten);
    return [...new Set(changes.map(({ id }) => id))];
  }

  #forget(): void {
    const untilMs = this.#simulation.clock.nowMs() - 2 * TOKEN_LIFETIME_MS;
    if ((this.#changes[0]?.atMs ?? Infinity) > untilMs) return;
    const kept = this.#changes.filter(({ atMs }) => atMs > untilMs);
    this.#forgotten += this.#changes.length - kept.length;
    this.#changes = kept;
  }
}
