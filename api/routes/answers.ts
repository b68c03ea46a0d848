import type { z } from 'zod';
import { problemType } from '../problem.ts';
import { problem } from '../schemas/common.ts';

const refusal = {
  description: 'A refusal; `code` is a key of the failure table.',
  content: { [problemType]: { schema: problem } },
};

/** The answers of a route, and the refusals that every route may give. */
export function withProblems<Answers extends Readonly<Record<number, z.ZodType | object>>>(
  answers: Answers,
): Answers & { readonly '4xx': typeof refusal; readonly '5xx': typeof refusal } {
  return { ...answers, '4xx': refusal, '5xx': refusal };
}
