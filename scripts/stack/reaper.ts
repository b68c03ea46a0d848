import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/**
 * Every process a launcher starts is named here, to a helper process that outlives the launcher.
 * A launcher that is killed cannot stop anything; the helper notices and does it by pid.
 */
let reaper: ChildProcess | undefined;
const living = new Map<number, NodeJS.Signals>();

export function watchPid(pid: number, stopSignal: NodeJS.Signals): void {
  living.set(pid, stopSignal);
  tell(`+${pid} ${stopSignal}`);
}

/** Must be called once a process has ended: its pid may soon be somebody else's. */
export function forgetPid(pid: number): void {
  living.delete(pid);
  tell(`-${pid}`);
}

function tell(line: string): void {
  reaper ??= startReaper();
  reaper.stdin?.write(`${line}\n`);
}

function startReaper(): ChildProcess {
  const script = path.join(import.meta.dirname, 'reaper-main.mjs');
  // Detached: a Ctrl-C in the terminal must not end it together with the launcher.
  const child = spawn(process.execPath, [script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  // A broken pipe means the helper is gone; the launcher's own clean-up still works.
  child.stdin.on('error', () => undefined);
  (child.stdin as unknown as { unref?: () => void }).unref?.();
  // An exit without clean-up (a crash) leaves no time to be polite.
  process.once('exit', () => {
    for (const pid of living.keys()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended a moment ago.
      }
    }
  });
  return child;
}
