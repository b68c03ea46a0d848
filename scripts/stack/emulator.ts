import path from 'node:path';
import type { ExitInfo, ManagedProcess } from './child-process.ts';
import { emulatorEnvironment } from './environment.ts';
import { freePort } from './free-port.ts';
import { nodeProcess, urlOf } from './node-process.ts';

export interface EmulatorOptions {
  readonly stateDir: string;
  readonly worldFile: string;
  /** How many times faster than the wall the vendor's clock runs. */
  readonly rate: number;
  readonly logLevel: string;
  readonly onUnexpectedExit?: (exit: ExitInfo) => void;
}

export interface Emulator {
  readonly process: ManagedProcess;
  readonly url: string;
  /** The certificate authority it made at start; its clients must trust it. */
  readonly caFile: string;
}

export async function startEmulator(
  options: EmulatorOptions,
  adopt: (process: ManagedProcess) => void = () => undefined,
): Promise<Emulator> {
  const caFile = path.join(options.stateDir, 'emulator-ca.pem');
  // A fixed port, not 0: the address must be the same after a restart.
  const port = await freePort();
  const process = nodeProcess(
    {
      name: 'emulator',
      script: 'emulator/main.ts',
      args: [
        ...['--world', path.resolve(options.worldFile), '--rate', String(options.rate)],
        ...['--ca-out', caFile, '--port', String(port)],
      ],
      stateDir: options.stateDir,
      env: emulatorEnvironment(options),
    },
    options.onUnexpectedExit,
  );
  adopt(process);
  return { process, url: urlOf('emulator', await process.start()), caFile };
}
