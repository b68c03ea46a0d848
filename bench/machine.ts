import os from 'node:os';

/** What a figure was measured on, in a line. */
export function machineName(): string {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${cpus.length} × ${cpus[0]?.model ?? 'unknown'}, ${memory} GiB, Node ${process.version}`;
}

/** What else the machine is doing: above its number of cores, a figure says little. */
export function loadNow(): string {
  return os.loadavg()[0]?.toFixed(1) ?? '?';
}
