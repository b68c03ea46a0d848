import type { CliConfig } from '../config/cli-config.ts';
import { CliError } from './cli-error.ts';
import { GangwayClient } from './client.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { ApiAddress } from './http.ts';
import type { Terminal } from './terminal.ts';

/** What a command is given: the terminal, its settings, and the API behind a call that may refuse. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly config: CliConfig;
  /** The code to exit with when nothing is thrown. */
  exitCode: ExitCode;
}

/** Only commands that talk to the API need to be told where it is. */
export function apiAddress({ config }: CommandContext): ApiAddress {
  if (config.apiUrl === undefined) {
    throw new CliError('The address of the Gangway API is not known', {
      exitCode: exitCodes.unusable,
      next: 'export GANGWAY_API_URL=https://… (`npm start` prints it)',
    });
  }
  if (config.token === undefined) {
    throw new CliError('You are not signed in: GANGWAY_TOKEN is empty', {
      exitCode: exitCodes.notSignedIn,
      next: 'export GANGWAY_TOKEN=… with an access token for the Gangway API',
    });
  }
  return { apiUrl: config.apiUrl, token: config.token };
}

export function apiClient(context: CommandContext): GangwayClient {
  return new GangwayClient(apiAddress(context));
}
