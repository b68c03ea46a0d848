import type { TaskRow } from '../../ports/ledger/port.ts';
import type { Task } from '../schemas/tasks.ts';

export function taskOf(run: string, row: TaskRow): Task {
  return {
    run,
    taskId: row.taskId,
    title: row.title,
    instructions: row.instructions,
    state: row.state,
    ...(row.problem === undefined ? {} : { problem: row.problem }),
    openedAt: row.openedAt,
    links: [{ rel: 'evidence', href: `/v1/tasks/${run}.${row.taskId}/evidence` }],
  };
}
