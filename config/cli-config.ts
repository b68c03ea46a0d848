import { z } from 'zod';

/** What the `gangway` command reads from the environment. */
export interface CliConfig {
  /** Absent: the command says how to set it, but only when it needs the API. */
  readonly apiUrl?: string;
  readonly token?: string;
  /** Where the approver's own private key is; it never leaves that machine. */
  readonly keyFile?: string;
}

export type CliConfigResult =
  | { readonly kind: 'config'; readonly config: CliConfig }
  | { readonly kind: 'invalid'; readonly message: string };

const urlSchema = z.url({ protocol: /^https?$/ });

export function readCliConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): CliConfigResult {
  const apiUrl = filled(environment['GANGWAY_API_URL']);
  const token = filled(environment['GANGWAY_TOKEN']);
  const keyFile = filled(environment['GANGWAY_KEY_FILE']);
  if (apiUrl !== undefined && !urlSchema.safeParse(apiUrl).success) {
    return { kind: 'invalid', message: 'GANGWAY_API_URL is not an http or https address' };
  }
  return {
    kind: 'config',
    config: {
      ...(apiUrl === undefined ? {} : { apiUrl: apiUrl.replace(/\/+$/, '') }),
      ...(token === undefined ? {} : { token }),
      ...(keyFile === undefined ? {} : { keyFile }),
    },
  };
}

/** An empty variable means what an absent one means. */
function filled(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}
