import { homedir } from 'node:os';
import path from 'node:path';
import type { CliConfig } from '../config/cli-config.ts';

export function defaultKeyFile(config: CliConfig): string {
  return config.keyFile ?? path.join(homedir(), '.gangway', 'approver-key.pem');
}
