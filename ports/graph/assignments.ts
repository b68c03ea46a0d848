import type { z } from 'zod';
import type { assignmentSchema } from './schema.ts';

const groupTargetType = '#microsoft.graph.groupAssignmentTarget';

/** One assignment in the form that both `/assign` and `/assignments` take. */
export function toGroupTarget(groupId: string): object {
  return { target: { '@odata.type': groupTargetType, groupId } };
}

/** Exclusions carry a group id too, and "all devices" none: neither assigns to a group. */
export function assignedGroupIds(
  assignments: readonly z.infer<typeof assignmentSchema>[],
): readonly string[] {
  return assignments.flatMap(({ target }) =>
    target['@odata.type'] === groupTargetType && target.groupId !== undefined
      ? [target.groupId.toLowerCase()]
      : [],
  );
}
