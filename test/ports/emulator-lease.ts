import net from 'node:net';
import tls from 'node:tls';
import { createEmulator } from '../../emulator/create-emulator.ts';
import type { Emulator } from '../../emulator/create-emulator.ts';
import type { Fault } from '../../emulator/http/faults.ts';
import type { WorldInput } from '../../emulator/world.ts';

export interface LentEmulator extends Emulator {
  /** Makes the next matching requests fail, as `faults.ts` of the emulator says. */
  fail(fault: Partial<Fault> & { path: string }): Promise<void>;
  /** Faults nobody has met. */
  faultsLeft(): Promise<unknown[]>;
}

const publicCertificates = tls.getCACertificates('default');

/**
 * Lends a running emulator whose clock stands still until it is advanced. Every process of ours
 * trusts the CA through NODE_EXTRA_CA_CERTS, which is read at start only; a test trusts it here. Only the
 * latest is trusted: all emulators' CAs bear one name, and of two TLS may try the wrong one.
 */
export async function lendEmulator(world: WorldInput): Promise<LentEmulator> {
  // At a clock that stands still a directory that lags would never catch up.
  const timings = { directoryLagSeconds: 0, ...world.timings };
  const emulator = await createEmulator({ world: { ...world, timings }, rate: 0 });
  const url = await emulator.listen();
  tls.setDefaultCACertificates([...publicCertificates, emulator.caPem]);
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const init = {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await fetch(`${url}/_emulator/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    url,
    httpUrl: emulator.httpUrl,
    caPem: emulator.caPem,
    simulation: emulator.simulation,
    listen: emulator.listen,
    close: emulator.close,
    fail: async (fault) => {
      await ask('faults', fault);
    },
    faultsLeft: async () => (await ask('faults')) as unknown[],
  };
}

/** Nobody listens there: the port was free a moment ago. */
export async function closedPortUrl(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No address.');
  await new Promise((resolve) => server.close(resolve));
  return `https://localhost:${address.port}`;
}
