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

/**
 * All pages of a list; an empty page with a next link is no end (BitLocker keys send such pages).
 * `vendorNow` is the first page's: everything in the list is at least that new.
 */
export async function listAll<Row>(
  http: GraphHttp,
  call: GraphCall,
  rowSchema: z.ZodType<Row>,
): Promise<Listed<Row>> {
  const rows: Row[] = [];
  let answer = await http.send(call);
  const { vendorNow } = answer;
  for (let pages = 1; pages <= PAGES_MAX; pages += 1) {
    const page = parseBody(call.operation, pageSchema, answer);
    for (const body of page.value) {
      rows.push(parseBody(call.operation, rowSchema, { body, requestId: answer.requestId }));
    }
    const nextLink = page['@odata.nextLink'] ?? '';
    if (nextLink === '') return { rows, vendorNow };
    answer = await http.follow(call, nextLink);
  }
  throw unexpected(call.operation, 'TooManyPages', answer.requestId);
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
