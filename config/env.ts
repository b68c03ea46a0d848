import { z } from 'zod';

/** What the environment looks like; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigProblem {
  /** The variable, or the variables whose combination is refused. */
  readonly variable: string;
  readonly message: string;
}

/** All that is wrong at once: whoever configures a service should not learn it one variable a start. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    // Values are never repeated: half of the variables are secrets.
    const lines = problems.map(({ variable, message }) => `  ${variable} ${message}`);
    super(`the configuration is wrong:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

const text = z.string().min(1);
const vendorUrl = z
  .url({ protocol: /^https$/ })
  .transform((address) => address.replace(/\/+$/, ''));
const keyBytes = 32;
const secret = z.base64().transform((encoded, context) => {
  const bytes = Uint8Array.from(Buffer.from(encoded, 'base64'));
  if (bytes.length === keyBytes) return bytes;
  context.addIssue({ code: 'custom', message: 'length' });
  return z.NEVER;
});

/** Every variable of the services: what it may hold, and the words for whoever got it wrong. */
const variables = {
  GANGWAY_PROFILE: entry(z.enum(['embedded', 'production']), '"embedded" or "production"'),
  GANGWAY_STATE_DIR: entry(text, 'the folder for local state'),
  GANGWAY_LOG_LEVEL: entry(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    'one of trace, debug, info, warn, error, fatal, silent',
  ),
  GANGWAY_TEMPORAL_ADDRESS: entry(
    z.string().regex(/^[^\s/:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/),
    'host:port of the Temporal server',
  ),
  GANGWAY_TEMPORAL_NAMESPACE: entry(text.default('default'), 'a Temporal namespace'),
  GANGWAY_DATABASE_URL: entry(
    z.url({ protocol: /^postgres(ql)?$/ }),
    'a PostgreSQL address, postgres://user:password@host:port/database',
  ),
  GANGWAY_TENANT_ID: entry(z.guid(), 'the GUID of the Entra tenant'),
  GANGWAY_GRAPH_URL: entry(vendorUrl, 'the https address of Microsoft Graph'),
  GANGWAY_AUTHORITY_URL: entry(vendorUrl, 'the https address of the sign-in service'),
  GANGWAY_CLIENT_ID: entry(text, 'the client id of the app registration'),
  GANGWAY_CLIENT_SECRET: entry(text, 'the client secret of the app registration'),
  GANGWAY_SITE_CODE: entry(z.string().regex(/^[A-Za-z0-9]{3}$/), 'the three-character site code'),
  GANGWAY_ADMIN_SERVICE_URL: entry(vendorUrl, 'the https address of the AdminService'),
  GANGWAY_ADMIN_SERVICE_AUTH: entry(
    z.enum(['kerberos', 'fixed-negotiate']).default('kerberos'),
    '"kerberos" or, on loopback, "fixed-negotiate"',
  ),
  GANGWAY_ADMIN_SERVICE_TOKEN: entry(text, 'the token that fixed-negotiate sends'),
  GANGWAY_TIME_FACTOR: entry(
    z.coerce.number().min(1).max(1_000_000).default(1),
    'vendor seconds per wall second, 1 or more',
  ),
  GANGWAY_TRUST_LIST_FILE: entry(text, 'the path of the trust list'),
  GANGWAY_DATA_KEY: entry(secret, `base64 of ${keyBytes} random bytes`),
  GANGWAY_DEVICE_KEY_SECRET: entry(secret, `base64 of ${keyBytes} random bytes`),
  GANGWAY_COUNTERSIGN_KEY_FILE: entry(text, 'the path of the countersigning key, a PEM file'),
  GANGWAY_DEV_ISSUER_KEY_FILE: entry(text, 'the path of the development issuer’s public key'),
  GANGWAY_API_HOST: entry(text.default('127.0.0.1'), 'the address to listen on'),
  GANGWAY_API_PORT: entry(z.coerce.number().int().min(0).max(65_535).default(0), 'a port number'),
  GANGWAY_WORKFLOW_BUNDLE: entry(text, 'the path of the built workflow bundle'),
} as const;

function entry<Schema extends z.ZodType>(schema: Schema, should: string) {
  return { schema, should };
}

export type VariableName = keyof typeof variables;
export type Values<Name extends VariableName> = {
  readonly [N in Name]: z.output<(typeof variables)[N]['schema']>;
};
type Optional<Name extends VariableName> = { readonly [N in Name]?: Values<N>[N] };

/** Reads the variables named. Throws `ConfigError` with every one that is missing or wrong. */
export function readVariables<Needed extends VariableName, Extra extends VariableName = never>(
  environment: Environment,
  names: { readonly needed: readonly Needed[]; readonly optional?: readonly Extra[] },
): Values<Needed> & Optional<Extra> {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  const optional: readonly VariableName[] = names.optional ?? [];
  for (const name of [...names.needed, ...optional]) {
    const { schema, should } = variables[name];
    const given = filled(environment[name]);
    if (given === undefined && optional.includes(name)) continue;
    const result = schema.safeParse(given);
    if (result.success) values[name] = result.data;
    else {
      const fault = given === undefined ? 'is missing; it should be' : 'should be';
      problems.push({ variable: name, message: `${fault} ${should}` });
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Values<Needed> & Optional<Extra>;
}

/** An empty variable means what an absent one means: compose files cannot leave one out. */
function filled(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}
