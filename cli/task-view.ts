import type { Task } from '../api/schemas/tasks.ts';
import { oneLine } from '../domain/plain-text.ts';
import { renderTable } from './table.ts';

/** The list, and below it the steps of what is open. */
export function renderTasks(tasks: readonly Task[]): string {
  if (tasks.length === 0) return 'No tasks.';
  const table = renderTable(
    ['TASK', 'STATE', 'WHAT', 'SINCE'],
    tasks.map((task) => [`${task.run}.${task.taskId}`, task.state, task.title, task.openedAt]),
  );
  const steps = tasks
    .filter((task) => task.state === 'open')
    .map((task) => {
      const problem =
        task.problem === undefined
          ? ''
          : `\nThe last evidence did not hold: ${oneLine(task.problem)}`;
      return `${oneLine(`${task.run}.${task.taskId}: ${task.title}`)}\n${task.instructions.trimEnd()}${problem}`;
    });
  return [table, ...steps].join('\n\n');
}
