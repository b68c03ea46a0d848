import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  type LogEntry,
} from '@temporalio/worker';

/** Keeps the screen for what tests say. Warnings of workflows go to whoever asks; once in a process. */
export function installRuntime(onWarning: (entry: LogEntry) => void = () => undefined): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({
    logger: new DefaultLogger('WARN', onWarning),
    telemetryOptions: { logging: { filter } },
  });
}
