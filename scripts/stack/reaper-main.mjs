// Ends what a launcher started when the launcher itself was killed and could not. It reads lines
// `+pid SIGNAL` and `-pid` on standard input; the end of input means that the launcher is gone.
import { createInterface } from 'node:readline';

// PostgreSQL writes its checkpoint within a few seconds; what still runs then is stuck.
const GRACE_MS = 8_000;

/** @type {Map<number, NodeJS.Signals>} */
const alive = new Map();

// Ctrl-C is for the launcher, which stops its processes in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    alive.delete(pid);
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [pid, signal] = line.slice(1).split(' ');
  if (line.startsWith('+')) alive.set(Number(pid), signal);
  else alive.delete(Number(pid));
});
lines.on('close', () => {
  for (const [pid, signal] of alive) send(pid, signal);
  if (alive.size === 0) process.exit(0);
  setTimeout(() => {
    for (const pid of alive.keys()) send(pid, 'SIGKILL');
    process.exit(0);
  }, GRACE_MS);
});
