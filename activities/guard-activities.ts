import { mapFailures } from './failure-mapping.ts';
import { createGuardDuplicateActivities } from './guard-duplicates.ts';
import type { GuardDeps } from './guard-evidence.ts';
import { createGuardKeyActivities } from './guard-keys.ts';
import { createGuardUndoActivities } from './guard-undo.ts';
import { createGuardWipeActivities } from './guard-wipe.ts';

/** What runs in the guard's process alone. */
export function createGuardActivities(deps: GuardDeps) {
  return mapFailures({
    ...createGuardKeyActivities(deps),
    ...createGuardDuplicateActivities(deps),
    ...createGuardWipeActivities(deps),
    ...createGuardUndoActivities(deps),
  });
}

export type GuardActivities = ReturnType<typeof createGuardActivities>;
