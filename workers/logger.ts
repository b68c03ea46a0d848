import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

/** JSON lines on stdout; Temporal's own lines come through the same stream. */
export function installLogger(role: string, level: string): Logger {
  const logger = pino({
    level,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    // Temporal says `error`, we say `err`; without this both would be `{}`, or drag their causes along.
    serializers: { err: withoutCause, error: withoutCause },
  });
  const temporalLevel: LogLevel = level === 'debug' || level === 'trace' ? 'DEBUG' : 'WARN';
  Runtime.install({
    // Shutting down is ours: what is in flight gets its grace before the process ends.
    shutdownSignals: [],
    logger: new DefaultLogger(temporalLevel, ({ level: entryLevel, message, meta }) => {
      logger[pinoLevels[entryLevel]]({ ...meta }, message);
    }),
  });
  return logger;
}

/** The cause stays out: a database error repeats the statement's values, and serial numbers are among them. */
function withoutCause(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack } = error;
  return { name, message, stack };
}

const pinoLevels = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, string>;
