import { omit } from '../../omit.ts';
import type { Simulation } from '../../simulation.ts';
import { linkTo, select } from '../query.ts';
import type { GraphRequest, GraphResponse } from '../route.ts';
import { renderEntraDevice } from './table.ts';

const PAGE_SIZE = 200;

/** What changed since when; `$deltatoken` is a position in this log. */
export class DeviceChangeLog {
  readonly #changes: { id: string; isRemoved: boolean }[] = [];

  record(id: string, isRemoved: boolean): void {
    this.#changes.push({ id, isRemoved });
  }

  get position(): number {
    return this.#changes.length;
  }

  /** The last change of each object from a position on. */
  since(position: number): Map<string, boolean> {
    const latest = new Map<string, boolean>();
    for (const { id, isRemoved } of this.#changes.slice(position)) latest.set(id, isRemoved);
    return latest;
  }
}

/** https://learn.microsoft.com/graph/api/device-delta */
export function answerDelta(simulation: Simulation, request: GraphRequest): GraphResponse {
  const { $deltatoken: token, $skiptoken: skip } = request.query;
  const { position } = simulation.deviceChanges;
  if (token === 'latest') return page(request, [], { $deltatoken: String(position) });
  if (token !== undefined)
    return page(request, changesSince(simulation, request, Number(token)), {
      $deltatoken: String(position),
    });
  // The token is taken at the first page: what changes while paging is told again, never lost.
  const [afterText = '0', startText = String(position)] = skip?.split('.') ?? [];
  const remaining = simulation.devices.entries().filter((e) => e.sequence > Number(afterText));
  const rows = remaining.slice(0, PAGE_SIZE);
  const value = rows.map(({ row }) => select(renderEntraDevice(row), request));
  const lastSequence = rows.at(-1)?.sequence ?? 0;
  return remaining.length > rows.length
    ? page(request, value, { $skiptoken: `${lastSequence}.${startText}` })
    : page(request, value, { $deltatoken: startText });
}

function changesSince(simulation: Simulation, request: GraphRequest, position: number): object[] {
  return Array.from(simulation.deviceChanges.since(position), ([id, isRemoved]) => {
    const device = simulation.devices.find(id);
    if (isRemoved || device === undefined) return { id, '@removed': { reason: 'deleted' } };
    return select(renderEntraDevice(device), request);
  });
}

function page(
  request: GraphRequest,
  value: object[],
  token: { $skiptoken: string } | { $deltatoken: string },
): GraphResponse {
  const query = omit(request.query, ['$skiptoken', '$deltatoken']);
  const link = linkTo({ ...request, query }, token);
  const name = '$deltatoken' in token ? '@odata.deltaLink' : '@odata.nextLink';
  const context = `${request.origin}/${request.version}/$metadata#devices`;
  return { status: 200, body: { '@odata.context': context, [name]: link, value } };
}
