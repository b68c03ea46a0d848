import { GraphError } from '../ports/graph/errors.ts';
import type { GraphReads } from '../ports/graph/port.ts';

/** Entra object ids of the group's devices; none where the group is gone, by our own lost answer or by somebody's hand. */
export async function groupMembers(graph: GraphReads, groupId: string): Promise<readonly string[]> {
  try {
    return (await graph.listGroupDevices(groupId)).rows;
  } catch (error) {
    if (error instanceof GraphError && error.kind === 'not-found') return [];
    throw error;
  }
}
