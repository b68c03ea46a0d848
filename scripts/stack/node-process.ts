import path from 'node:path';
import { ManagedProcess, readyJsonLine, type ExitInfo, type ReadyFields } from './child-process.ts';
import type { ProcessEnvironment } from './environment.ts';
import { projectRoot } from './paths.ts';

export interface NodeProcessOptions {
  readonly name: string;
  /** Relative to the clone. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly stateDir: string;
  readonly env: ProcessEnvironment;
}

// Seven Node processes start at once on two cores; alone, each takes one to two seconds.
const startTimeoutMs = 60_000;

/** One of our own programs, run as it is by the Node that runs the launcher. */
export function nodeProcess(
  options: NodeProcessOptions,
  onUnexpectedExit?: (exit: ExitInfo) => void,
): ManagedProcess {
  return new ManagedProcess(
    {
      name: options.name,
      command: process.execPath,
      args: [path.join(projectRoot, options.script), ...(options.args ?? [])],
      env: options.env,
      cwd: projectRoot,
      logFile: path.join(options.stateDir, 'logs', `${options.name}.log`),
      ready: { line: readyJsonLine },
      startTimeoutMs,
    },
    onUnexpectedExit,
  );
}

/** The address a program named when it was ready. */
export function urlOf(name: string, ready: ReadyFields): string {
  const url = ready['url'];
  if (typeof url !== 'string') throw new Error(`${name} did not say its url when it was ready`);
  return url;
}
