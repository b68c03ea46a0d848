import type { OnlinePattern } from '../world/machine.ts';
import { draw } from './chance.ts';
import type { Machine } from './machine.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Long enough that every pattern wakes up in between. */
const LOOK_AHEAD_DAYS = 120;

/** When a machine is awake on one day: from and to in ms after midnight; `undefined`: not at all. */
type Day = { fromMs: number; toMs: number } | undefined;

const patterns: Readonly<Record<OnlinePattern, (luck: (what: string) => number) => Day>> = {
  always: () => ({ fromMs: 0, toMs: DAY_MS }),
  // Eight to nine hours of a working day that begins between six and ten.
  'office-hours': (luck) => {
    const fromMs = (6 + 4 * luck('from')) * HOUR_MS;
    return { fromMs, toMs: fromMs + (8 + luck('length')) * HOUR_MS };
  },
  // An hour on one day in five.
  rare: (luck) => {
    if (luck('awake') >= 0.2) return undefined;
    const fromMs = 22 * luck('from') * HOUR_MS;
    return { fromMs, toMs: fromMs + HOUR_MS };
  },
};

/** The first instant from `nowMs` on at which the machine is awake; `nowMs` itself if it is. */
export function nextAwakeMs(seed: number, machine: Machine, nowMs: number): number {
  const pattern = machine.spec.onlinePattern;
  if (pattern === 'always') return nowMs;
  const today = Math.floor(nowMs / DAY_MS);
  for (let day = today; day < today + LOOK_AHEAD_DAYS; day += 1) {
    const window = patterns[pattern]((what) => draw(seed, machine.id, 'online', day, what));
    if (window === undefined) continue;
    const fromMs = day * DAY_MS + window.fromMs;
    if (nowMs < day * DAY_MS + window.toMs) return Math.max(nowMs, fromMs);
  }
  return nowMs + LOOK_AHEAD_DAYS * DAY_MS;
}
