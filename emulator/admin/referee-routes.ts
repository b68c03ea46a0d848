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

const flag = z.stringbool({ truthy: ['1', 'true'], falsy: ['0', 'false'] }).default(false);
/** Misspelt, it would answer an empty list, which reads as praise. */
const verdictSchema = z.strictObject({
  /** Also what the vendor only advises against. */
  notices: flag,
  /** Everything is over: whoever is missing is lost. */
  ended: flag,
});

/** What the referee has seen, by which rules, and what people tell it. */
export function registerRefereeRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { machines, referee } = simulation;
  const { announcements } = referee;
  app.get('/_emulator/verdict', ({ query }) => {
    const { ended, notices } = verdictSchema.parse(query);
    const violations = ended ? referee.violationsAtEnd() : referee.violations;
    return notices ? [...violations, ...referee.notices] : violations;
  });
  app.get('/_emulator/rules', () => allRules());
  app.post('/_emulator/lists', ({ body }) => {
    const { serialNumbers, actions } = listSchema.parse(body);
    announcements.announceList(serialNumbers, actions);
    const unknown = serialNumbers.filter((each) => machines.withSerialNumber(each).length === 0);
    return { announced: serialNumbers.length, unknown };
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
