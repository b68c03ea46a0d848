import { z } from 'zod';
import type { Filter } from '../../http/odata-filter.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { GraphError, directoryBadRequest, unsupportedQuery } from '../errors.ts';
import { linkTo, select } from '../query.ts';
import { deviceRules } from '../query/directory-rules.ts';
import { openToken, sealToken } from '../query/page-token.ts';
import { readFilter } from '../query/read-filter.ts';
import type { GraphRequest, GraphResponse } from '../route.ts';
import { TOKEN_LIFETIME_MS } from './change-log.ts';
import { renderEntraDevice } from './table.ts';

/** Observed; `$top` does not change it. */
const PAGE_SIZE = 200;

/**
 * What a link stands for. The options of the first request travel inside it: "any specified
 * parameters are encoded into the token". https://learn.microsoft.com/graph/delta-query-overview
 */
const tokenSchema = z.object({
  issuedMs: z.number(),
  /** Changes from here on are still to be told when the first full round is over. */
  from: z.number(),
  /** In a full round: behind which row it goes on. */
  sequence: z.number().optional(),
  /** In a round of changes: up to where it goes, and how many devices of it have been told. */
  to: z.number().optional(),
  told: z.number().optional(),
  select: z.string().optional(),
  ids: z.array(z.string()).optional(),
});
type Token = z.infer<typeof tokenSchema>;

/** https://learn.microsoft.com/graph/api/device-delta */
export function answerDelta(simulation: Simulation, request: GraphRequest): GraphResponse {
  for (const option of ['$orderby', '$search', '$expand']) {
    if (request.query[option] === undefined) continue;
    throw unsupportedQuery(`${option} is not supported for delta queries of this resource.`);
  }
  const { $deltatoken: delta, $skiptoken: skip } = request.query;
  if (delta === 'latest')
    return answerRound(simulation, request, {
      rows: [],
      next: undefined,
      token: firstToken(simulation, request),
    });
  // `$deltatoken=` with nothing behind it is how a 410 says to begin anew.
  const sealed = delta === '' ? undefined : (delta ?? skip);
  const token =
    sealed === undefined ? firstToken(simulation, request) : openDelta(simulation, request, sealed);
  const isFullRound = token.sequence !== undefined || sealed === undefined;
  return answerRound(
    simulation,
    request,
    isFullRound ? fullRound(simulation, token) : changeRound(simulation, token),
  );
}

function firstToken({ clock, deviceChanges }: Simulation, request: GraphRequest): Token {
  const { $select } = request.query;
  const ids = idsOf(readFilter(request, deviceRules));
  return {
    issuedMs: clock.nowMs(),
    // Taken at the first page: what changes while somebody pages is told again, never lost.
    from: deviceChanges.settledPosition(),
    ...($select === undefined ? {} : { select: $select }),
    ...(ids === undefined ? {} : { ids }),
  };
}

/** Only single objects can be singled out. */
function idsOf(filter: Filter | undefined): string[] | undefined {
  if (filter === undefined) return undefined;
  if (filter.kind === 'or') return [...(idsOf(filter.left) ?? []), ...(idsOf(filter.right) ?? [])];
  if (filter.kind === 'compare' && filter.property === 'id' && filter.operator === 'eq') {
    return [String(filter.value).toLowerCase()];
  }
  throw unsupportedQuery('Delta queries support $filter on id only.');
}

function openDelta(simulation: Simulation, request: GraphRequest, sealed: string): Token {
  const token = tokenSchema.safeParse(openToken(request.path, sealed));
  if (!token.success) throw directoryBadRequest('The delta token is badly formed.');
  if (simulation.clock.nowMs() - token.data.issuedMs <= TOKEN_LIFETIME_MS) return token.data;
  // 410 with the way to begin anew: https://learn.microsoft.com/graph/delta-query-overview
  const location = `${request.origin}/${request.version}${request.path}?$deltatoken=`;
  throw new GraphError(
    410,
    'syncStateNotFound',
    'The sync state generation is not found. The delta token is expired and data must be synchronized again.',
    { location },
  );
}

interface Round {
  rows: PlainRow[];
  /** Where the next page begins. Undefined: the round is over. */
  next: Token | undefined;
  token: Token;
}

function fullRound({ replicas }: Simulation, token: Token): Round {
  const rows: PlainRow[] = [];
  let last = 0;
  for (const { sequence, row } of replicas.devices.rows('list').after(token.sequence ?? 0)) {
    if (token.ids?.includes(row.id) === false) continue;
    if (rows.length === PAGE_SIZE) return { rows, next: { ...token, sequence: last }, token };
    rows.push(renderEntraDevice(row));
    last = sequence;
  }
  return { rows, next: undefined, token };
}

function changeRound(simulation: Simulation, token: Token): Round {
  const { deviceChanges } = simulation;
  const to = token.to ?? deviceChanges.settledPosition();
  const told = token.told ?? 0;
  const ids = deviceChanges
    .idsBetween(token.from, to)
    .filter((id) => token.ids?.includes(id) !== false);
  const rows = ids.slice(told, told + PAGE_SIZE).map((id) => changeOf(simulation, id));
  const hasMore = ids.length > told + PAGE_SIZE;
  return {
    rows,
    next: hasMore ? { ...token, to, told: told + PAGE_SIZE } : undefined,
    token: { ...token, from: to },
  };
}

/** `changed` can still be restored, `deleted` is final. */
function changeOf({ deletedItems, replicas }: Simulation, id: string): PlainRow {
  const device = replicas.devices.find(id, 'list');
  if (device !== undefined) return renderEntraDevice(device);
  const reason = deletedItems.find(id) === undefined ? 'deleted' : 'changed';
  return { id, '@removed': { reason } };
}

function answerRound(
  { clock }: Simulation,
  request: GraphRequest,
  { rows, next, token }: Round,
): GraphResponse {
  const isOver = next === undefined;
  // A new life begins with the end of a round; within one the token ages.
  const { issuedMs, from, select: names, ids } = token;
  const end: Token = {
    issuedMs: isOver ? clock.nowMs() : issuedMs,
    from,
    ...(names === undefined ? {} : { select: names }),
    ...(ids === undefined ? {} : { ids }),
  };
  const sealed = sealToken(request.path, next ?? end);
  const bare = { ...request, query: {} };
  const link = linkTo(bare, isOver ? { $deltatoken: sealed } : { $skiptoken: sealed });
  const selection: GraphRequest = {
    ...request,
    query: names === undefined ? {} : { $select: names },
  };
  const body = {
    '@odata.context': `${request.origin}/${request.version}/$metadata#devices`,
    [isOver ? '@odata.deltaLink' : '@odata.nextLink']: link,
    value: rows.map((row) => ('@removed' in row ? row : select(row, selection))),
  };
  return { status: 200, body, ...(names === undefined ? {} : { selected: names }) };
}
