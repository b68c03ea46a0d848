import type { PlainRow } from '../http/odata-match.ts';
import { answerCount, answerList } from './query.ts';
import type { ListSource } from './query.ts';
import type { QueryRules } from './query/rules.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from './route.ts';

/** A list whose rows come and go too rarely for paging to notice: numbered as they stand. */
export function answerRows(
  request: GraphRequest,
  rows: PlainRow[],
  rules: QueryRules,
): GraphResponse {
  const entries = rows.map((row, index) => ({ sequence: index + 1, row }));
  const after = (sequence: number) => entries.slice(sequence);
  return answerList(request, { rows: { after }, render: (row) => row, rules });
}

/** A list of the directory and its `/$count`: one operation, one source. */
export function countedList<Row extends object>(
  { operation, path }: Pick<GraphRoute, 'operation' | 'path'>,
  source: (request: GraphRequest) => ListSource<Row>,
): GraphRoute[] {
  const shared = { operation, method: 'GET', family: 'directory' } as const;
  return [
    { ...shared, path, handle: (request) => answerList(request, source(request)) },
    {
      ...shared,
      path: `${path}/$count`,
      handle: (request) => answerCount(request, source(request)),
    },
  ];
}
