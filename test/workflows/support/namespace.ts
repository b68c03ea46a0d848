import type { Connection } from '@temporalio/client';
import { searchAttributes } from '../../../workflows/search-attributes.ts';

/** The server's numbers for types of search attributes. */
const typeNumbers: Readonly<Record<string, number>> = { KEYWORD: 2, INT: 3, BOOL: 5, DATETIME: 6 };

const retentionSeconds = 86_400;

/**
 * A namespace of one's own on a shared server: task queues have fixed names, so that two test files
 * in one namespace would take each other's tasks.
 */
export async function makeNamespace(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: retentionSeconds as never },
  });
  await addSearchAttributes(connection, namespace);
}

export async function addSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<void> {
  const numbers = Object.values(searchAttributes).map(({ name, type }): [string, number] => {
    const number = typeNumbers[type];
    if (number === undefined) throw new Error(`no number for search attribute type ${type}`);
    return [name, number];
  });
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(numbers),
  });
}
