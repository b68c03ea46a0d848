import { z } from 'zod';
import { parseBody } from './answers.ts';
import { unexpected } from './http.ts';
import type { GraphCall, GraphHttp } from './http.ts';
import type { Listed } from './port.ts';
import { pageSchema } from './schema.ts';

/**
 * A million objects at 500 a page, ten times the largest fleet we answer for. A list that goes on
 * longer is a vendor's link that leads in a circle, and no worker may follow it for ever.
 */
const PAGES_MAX = 2_000;

/** The pages of a list, one after another; an empty page with a next link is no end (BitLocker keys send such pages). */
async function* pagesOf<Row>(
  http: GraphHttp,
  call: GraphCall,
  rowSchema: z.ZodType<Row>,
): AsyncGenerator<Listed<Row>> {
  let answer = await http.send(call);
  for (let pages = 1; pages <= PAGES_MAX; pages += 1) {
    const { requestId, vendorNow } = answer;
    const page = parseBody(call.operation, pageSchema, answer);
    const rows = page.value.map((body) =>
      parseBody(call.operation, rowSchema, { body, requestId }),
    );
    yield { rows, vendorNow };
    const nextLink = page['@odata.nextLink'] ?? '';
    if (nextLink === '') return;
    answer = await http.follow(call, nextLink);
  }
  throw unexpected(call.operation, 'TooManyPages', answer.requestId);
}

/** All rows of a list. `vendorNow` is the first page's: everything in the list is at least that new. */
export async function listAll<Row>(
  http: GraphHttp,
  call: GraphCall,
  rowSchema: z.ZodType<Row>,
): Promise<Listed<Row>> {
  const rows: Row[] = [];
  let takenAt: string | undefined;
  for await (const page of pagesOf(http, call, rowSchema)) {
    takenAt ??= page.vendorNow;
    for (const row of page.rows) rows.push(row);
  }
  // There is always a first page, or the request has failed.
  return { rows, vendorNow: takenAt ?? '' };
}

/** Whether a list has a row: read no further than the first. */
export async function hasAny(http: GraphHttp, call: GraphCall): Promise<boolean> {
  for await (const { rows } of pagesOf(http, call, z.unknown())) if (rows.length > 0) return true;
  return false;
}

const countSchema = z.int().nonnegative();

/** What the directory counts in a list; `/$count` is an advanced query and asks for the header. */
export async function countAll(
  http: GraphHttp,
  { operation, path }: Pick<GraphCall, 'operation' | 'path'>,
): Promise<number> {
  const headers = { ConsistencyLevel: 'eventual' };
  const answer = await http.send({ operation, path: `${path}/$count`, headers });
  return parseBody(operation, countSchema, answer);
}
