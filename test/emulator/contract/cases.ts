import { directoryCases } from './cases-directory.ts';
import { intuneCases } from './cases-intune.ts';
import type { Case } from './walk.ts';

/** Method and path of every route, as the router has them, and what the walk asks. */
export const cases: Record<string, Case> = {
  ...directoryCases.reads,
  ...intuneCases.reads,
  ...intuneCases.writes,
  ...directoryCases.writes,
  ...intuneCases.deletions,
  ...directoryCases.deletions,
};
