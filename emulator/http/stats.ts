import type { VendorCall } from './vendor-call.ts';

/** Counts of vendor requests, sub-requests of a batch included. */
export class Stats {
  #graph = 0;
  #adminService = 0;
  #throttled = 0;
  readonly #byRoute = new Map<string, number>();

  count(surface: VendorCall['surface'], route: string, status: number): void {
    // Tokens are nobody's traffic figure.
    if (surface === 'identity') return;
    if (surface === 'graph') this.#graph += 1;
    else this.#adminService += 1;
    if (status === 429) this.#throttled += 1;
    this.#byRoute.set(route, (this.#byRoute.get(route) ?? 0) + 1);
  }

  summary(): object {
    return {
      graph: this.#graph,
      adminService: this.#adminService,
      throttled: this.#throttled,
      byRoute: Object.fromEntries([...this.#byRoute].sort(([a], [b]) => a.localeCompare(b))),
    };
  }
}

/** Ids out, so that a route is one line however many devices it touches. */
export function routeOf(method: string, path: string): string {
  const shape = path
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(_\w+)?/gi, '{id}')
    .replaceAll(/\((.*?)\)/g, '({key})');
  return `${method} ${shape}`;
}
