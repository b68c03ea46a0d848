import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { listActions } from '../referee/announcements.ts';
import { allRules } from '../referee/rule-book.ts';
import type { Simulation } from '../simulation.ts';

const listSchema = z.strictObject({
  serialNumbers: z.array(z.string()),
  /** Left out: everything may be done with these. */
  actions: z.array(z.enum(listActions)).min(1).optional(),
});

interface VerdictQuery {
  /** `1`: also what the vendor only advises against. */
  notices?: string;
  /** `1`: everything is over, whoever is missing is lost. */
  ended?: string;
}

function isSet(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true';
}

/** What the referee has seen, by which rules, and what people tell it. */
export function registerRefereeRoutes(app: FastifyInstance, { referee }: Simulation): void {
  const { announcements } = referee;
  app.get<{ Querystring: VerdictQuery }>('/_emulator/verdict', ({ query }) => {
    const violations = isSet(query.ended) ? referee.violationsAtEnd() : referee.violations;
    return isSet(query.notices) ? [...violations, ...referee.notices] : violations;
  });
  app.get('/_emulator/rules', () => allRules());
  app.post('/_emulator/lists', ({ body }) => {
    const { serialNumbers, actions } = listSchema.parse(body);
    announcements.announceList(serialNumbers, actions);
    return { announced: serialNumbers.length };
  });
  app.post('/_emulator/key-exports', ({ body }) => {
    const { keyIds } = z.strictObject({ keyIds: z.array(z.string()) }).parse(body);
    announcements.announceKeyExport(keyIds);
    return { announced: keyIds.length };
  });
  app.post('/_emulator/permits', ({ body }) => {
    const { objectIds } = z.strictObject({ objectIds: z.array(z.string()) }).parse(body);
    announcements.permit(objectIds);
    return { permitted: objectIds.length };
  });
}
