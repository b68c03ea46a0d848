import type { PlainRow } from '../http/odata-match.ts';
import { answerList } from './query.ts';
import type { QueryRules } from './query/rules.ts';
import type { GraphRequest, GraphResponse } from './route.ts';

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
