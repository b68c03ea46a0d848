import { spawn } from 'node:child_process';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Lifetime } from '../stack/lifetime.ts';
import { projectRoot } from '../stack/paths.ts';

export interface StepOptions {
  /** A tool's script, under node_modules. */
  readonly script: string;
  readonly args: readonly string[];
  /** `live` prints while it runs; `on-failure` keeps the output for the report. */
  readonly output: 'live' | 'on-failure';
  readonly lifetime: Lifetime;
}

export interface StepResult {
  readonly isSuccess: boolean;
  readonly durationMs: number;
  readonly output: string;
}

/** Runs one tool under the Node that runs us. */
export function runStep(options: StepOptions): Promise<StepResult> {
  const startedAt = performance.now();
  const script = path.join(projectRoot, 'node_modules', options.script);
  const child = spawn(process.execPath, [script, ...options.args], {
    cwd: projectRoot,
    stdio:
      options.output === 'live' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    // Tools find Node through PATH when they start helpers; ours comes first.
    env: { ...process.env, PATH: pathWithOurNode() },
  });
  const ended = Promise.withResolvers<StepResult>();
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finish = (isSuccess: boolean): void => {
    const durationMs = performance.now() - startedAt;
    ended.resolve({ isSuccess, durationMs, output: Buffer.concat(chunks).toString('utf8') });
  };
  child.on('error', (error) => {
    chunks.push(Buffer.from(error.message));
    finish(false);
  });
  child.on('close', (code) => {
    finish(code === 0);
  });
  options.lifetime.onEnd(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await ended.promise;
  });
  return ended.promise;
}

function pathWithOurNode(): string {
  return `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`;
}
