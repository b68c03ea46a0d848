import { prettifyError } from 'zod';
import type { ZodError } from 'zod';

/** What is wrong with a body or a query, in one line. */
export function sentenceOf(error: ZodError): string {
  return prettifyError(error)
    .replaceAll(/\.?\n\s*→ at /g, ' at ')
    .replaceAll(/\n?✖ /g, (mark) => (mark.startsWith('\n') ? '; ' : ''));
}
