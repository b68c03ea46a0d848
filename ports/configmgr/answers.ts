import type { z } from 'zod';
import { ConfigMgrError } from './errors.ts';
import { unexpected } from './http.ts';
import type { AdminCall, AdminHttp } from './http.ts';
import { keyed } from './odata.ts';
import { methodAnswerSchema, pageSchema } from './schema.ts';

/** No class we list without an id range has more rows than a handful of pages. */
const PAGES_MAX = 100;

export function parseBody<T>(call: AdminCall, schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) throw unexpected(call);
  return result.data;
}

/** All rows of a class. A next link is not described by the vendor; one that appears is followed. */
export async function listRows<Row>(
  http: AdminHttp,
  className: string,
  query: Readonly<Record<string, string>>,
  rowSchema: z.ZodType<Row>,
): Promise<Row[]> {
  const call: AdminCall = { method: 'GET', operation: className, path: className, query };
  const rows: Row[] = [];
  let body = await http.send(call);
  for (let pages = 1; pages <= PAGES_MAX; pages += 1) {
    const page = parseBody(call, pageSchema, body);
    rows.push(...page.value.map((row) => parseBody(call, rowSchema, row)));
    const nextLink = page['@odata.nextLink'] ?? '';
    if (nextLink === '') return rows;
    body = await http.follow(call, nextLink);
  }
  throw unexpected(call);
}

/** One object with its lazy properties; a keyed GET answers an array of one, or the bare entity. */
export async function findByKey<Row>(
  http: AdminHttp,
  className: string,
  key: string | number,
  rowSchema: z.ZodType<Row>,
): Promise<Row | undefined> {
  const call: AdminCall = {
    method: 'GET',
    operation: className,
    path: keyed(className, key),
    isKeyed: true,
  };
  const body = await unlessNotFound(http.send(call));
  if (body === undefined) return undefined;
  const page = pageSchema.safeParse(body).data;
  const row = page === undefined ? body : page.value[0];
  return row === undefined ? undefined : parseBody(call, rowSchema, row);
}

/** Creates an object; the answer is the bare entity. */
export async function create<Row>(
  http: AdminHttp,
  className: string,
  body: object,
  rowSchema: z.ZodType<Row>,
): Promise<Row> {
  const call: AdminCall = {
    method: 'POST',
    operation: `${className} (create)`,
    path: className,
    body,
  };
  return parseBody(call, rowSchema, await http.send(call));
}

/** Calls an instance method; it answers 201 whatever happened, and `ReturnValue` tells. */
export async function invoke(
  http: AdminHttp,
  target: { className: string; key: string | number; method: string },
  body: object,
): Promise<void> {
  const operation = `${target.className}.${target.method}`;
  const path = `${keyed(target.className, target.key)}/AdminService.${target.method}`;
  const call: AdminCall = { method: 'POST', operation, path, body, isKeyed: true };
  const { ReturnValue } = parseBody(call, methodAnswerSchema, await http.send(call));
  if (ReturnValue !== 0) throw new ConfigMgrError({ kind: 'provider', status: 201, operation });
}

/** Deletes an object; an absent one is success. */
export async function remove(
  http: AdminHttp,
  className: string,
  key: string | number,
): Promise<void> {
  const operation = `${className} (delete)`;
  const path = keyed(className, key);
  await unlessNotFound(http.send({ method: 'DELETE', operation, path, isKeyed: true }));
}

async function unlessNotFound<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ConfigMgrError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
