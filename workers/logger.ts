import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

/** JSON lines on stdout; Temporal's own lines come through the same stream. */
export function installLogger(role: string, level: string): Logger {
  const logger = pino({ level, base: { role }, timestamp: pino.stdTimeFunctions.isoTime });
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

const pinoLevels = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, string>;
