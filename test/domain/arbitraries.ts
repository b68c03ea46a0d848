import fc from 'fast-check';
import type { Json } from '../../domain/canonical-json.ts';

/** Any value that may be signed: whole numbers only, and no `__proto__`, which no JSON of ours carries. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json; leaf: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('json'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
  leaf: fc.oneof(fc.constant(null), fc.boolean(), fc.string(), fc.maxSafeInteger()),
})).json;
