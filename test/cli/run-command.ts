import type { CliConfig } from '../../config/cli-config.ts';
import { runCli } from '../../cli/program.ts';
import type { Terminal } from '../../cli/terminal.ts';

export interface Ran {
  readonly exitCode: number;
  /** Standard output: the answer. */
  readonly out: string;
  /** Standard error: progress, hints, errors. */
  readonly err: string;
  readonly questions: readonly string[];
}

export interface Setting extends CliConfig {
  /** What the person types; absent: nobody sits there. */
  readonly typed?: string;
}

export const benOid = '0b0e0000-0000-4000-8000-000000000002';
/** Unsigned: only the API verifies it. */
export const benToken = `e30.${Buffer.from(JSON.stringify({ oid: benOid })).toString('base64url')}.x`;

/** Runs one command line in this process, with a terminal of paper. */
export async function gangway(args: readonly string[], setting: Setting = {}): Promise<Ran> {
  const { typed, ...config } = setting;
  const out: string[] = [];
  const err: string[] = [];
  const questions: string[] = [];
  const terminal: Terminal = {
    write: (text) => out.push(text),
    note: (text) => err.push(text),
    isInteractive: typed !== undefined,
    ask: async (question) => {
      questions.push(question);
      return typed ?? '';
    },
  };
  const exitCode = await runCli(args, { terminal, config });
  return { exitCode, out: out.join('\n'), err: err.join('\n'), questions };
}
