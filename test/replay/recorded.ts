import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/stack/paths.ts';

const folder = path.join(projectRoot, 'test', 'histories');

export interface RecordedEvent {
  readonly eventType: string;
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  readonly workflowExecutionStartedEventAttributes?: { readonly workflowType: { name: string } };
}

export interface RecordedHistory {
  readonly name: string;
  /** The file as it is. */
  readonly text: string;
}

export const recordedHistories: readonly RecordedHistory[] = readdirSync(folder).map((file) => ({
  name: path.basename(file, '.json'),
  text: readFileSync(path.join(folder, file), 'utf8'),
}));

/** Parsed anew each time, so that nobody alters what others replay. */
export function eventsOf({ text }: RecordedHistory): { readonly events: RecordedEvent[] } {
  return JSON.parse(text) as { events: RecordedEvent[] };
}

export function workflowTypeOf(history: RecordedHistory): string {
  const [first] = eventsOf(history).events;
  return first?.workflowExecutionStartedEventAttributes?.workflowType.name ?? '';
}
