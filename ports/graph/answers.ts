import type { z } from 'zod';
import { GraphError } from './errors.ts';
import { unexpected } from './http.ts';
import type { GraphAnswer, GraphCall, GraphHttp } from './http.ts';
import type { OperationName } from './operations.ts';

/** Parses a body. The error carries no zod text: it would quote what the vendor sent. */
export function parseBody<T>(
  operation: OperationName,
  schema: z.ZodType<T>,
  answer: Pick<GraphAnswer, 'body' | 'requestId'>,
): T {
  const result = schema.safeParse(answer.body);
  if (!result.success) throw unexpected(operation, 'UnknownShape', answer.requestId);
  return result.data;
}

/** A keyed read; an object that is not there is `undefined`. */
export async function findOne<T>(
  http: GraphHttp,
  call: GraphCall,
  schema: z.ZodType<T>,
): Promise<{ value: T; vendorNow: string } | undefined> {
  const answer = await unlessNotFound(http.send(call));
  if (answer === undefined) return undefined;
  return { value: parseBody(call.operation, schema, answer), vendorNow: answer.vendorNow };
}

/** For deletions, where an absent object is success, and for keyed reads. */
export async function unlessNotFound<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof GraphError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
