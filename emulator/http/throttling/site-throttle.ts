import type { World } from '../../world.ts';
import { SlidingWindow } from './meter.ts';

const ONE_SECOND = 1;

/**
 * The AdminService's limits: so many requests a second for the provider, and for one client.
 * No page says what is answered above them, and none promises `Retry-After`.
 * https://learn.microsoft.com/intune/configmgr/develop/adminservice/overview
 */
export class SiteThrottle {
  readonly #world: World;
  readonly #wallNow: () => number;
  readonly #provider: SlidingWindow;
  readonly #clients = new Map<string, SlidingWindow>();

  constructor(parts: { world: World; wallNow: () => number }) {
    this.#world = parts.world;
    this.#wallNow = parts.wallNow;
    const { adminService, scale } = parts.world.throttling;
    this.#provider = new SlidingWindow(adminService.requestsPerSecond * scale, ONE_SECOND);
  }

  /** The status of a refusal, or nothing. */
  refuses(client: string): 429 | 503 | undefined {
    const { mode, scale, adminService } = this.#world.throttling;
    if (mode === 'off') return undefined;
    let meter = this.#clients.get(client);
    if (meter === undefined) {
      meter = new SlidingWindow(adminService.requestsPerSecondPerClient * scale, ONE_SECOND);
      this.#clients.set(client, meter);
    }
    const readings = [this.#provider, meter].map((each) => each.charge(1, this.#wallNow()));
    return readings.some(({ waitMs }) => waitMs > 0) ? adminService.status : undefined;
  }
}
