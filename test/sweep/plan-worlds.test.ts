import { test } from 'vitest';
import { judgeWorld } from '../domain/judge-world.ts';

/** The worlds of `test/domain/plan-on-worlds.test.ts`, ten times as many. */
const worlds = 3_000;
const batch = 100;

test.each(Array.from({ length: worlds / batch }, (_, at) => at * batch + 1))(
  'each PC of the hundred worlds from %i gets its right proposal or a refusal, and nobody else is touched',
  async (first) => {
    for (let seed = first; seed < first + batch; seed += 1) await judgeWorld(seed);
  },
);
