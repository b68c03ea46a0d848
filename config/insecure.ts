import { ConfigError, type ConfigProblem } from './env.ts';

/** Combinations that are convenient on one machine and dangerous anywhere else. */
export interface Circumstances {
  readonly profile: 'embedded' | 'production';
  readonly timeFactor: number;
  /** By variable name; absent ones are left out. */
  readonly vendorUrls: Readonly<Record<string, string | undefined>>;
  readonly adminServiceAuth?: 'kerberos' | 'fixed-negotiate';
  readonly apiHost?: string;
  readonly hasDevIssuer?: boolean;
}

/** Throws `ConfigError` naming each combination that is refused. */
export function refuseInsecure(circumstances: Circumstances): void {
  const problems = [
    ...timeFactorProblems(circumstances),
    ...negotiateProblems(circumstances),
    ...issuerProblems(circumstances),
    ...bindingProblems(circumstances),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
}

/** Names only, nothing that a resolver could send elsewhere. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}

function isLoopbackUrl(url: string): boolean {
  return isLoopbackHost(new URL(url).hostname);
}

/** A hurried clock would cut grace periods of real tenants to minutes. */
function timeFactorProblems({ timeFactor, profile, vendorUrls }: Circumstances): ConfigProblem[] {
  if (timeFactor === 1) return [];
  const variable = 'GANGWAY_TIME_FACTOR';
  if (profile === 'production') {
    return [{ variable, message: 'must be 1 with GANGWAY_PROFILE production' }];
  }
  return Object.entries(vendorUrls)
    .filter(([, url]) => url !== undefined && !isLoopbackUrl(url))
    .map(([name]) => ({ variable, message: `must be 1 unless ${name} is on loopback` }));
}

/** A fixed token is a password sent to whoever answers. */
function negotiateProblems({ adminServiceAuth, vendorUrls }: Circumstances): ConfigProblem[] {
  const url = vendorUrls['GANGWAY_ADMIN_SERVICE_URL'];
  if (adminServiceAuth !== 'fixed-negotiate' || url === undefined || isLoopbackUrl(url)) return [];
  return [
    {
      variable: 'GANGWAY_ADMIN_SERVICE_AUTH',
      message: 'must not be fixed-negotiate unless GANGWAY_ADMIN_SERVICE_URL is on loopback',
    },
  ];
}

/** Whoever holds the issuer's key is everybody. */
function issuerProblems({ hasDevIssuer, profile, apiHost }: Circumstances): ConfigProblem[] {
  if (hasDevIssuer !== true) return [];
  const variable = 'GANGWAY_DEV_ISSUER_KEY_FILE';
  const problems: ConfigProblem[] = [];
  if (profile !== 'embedded') {
    problems.push({ variable, message: 'must not be set unless GANGWAY_PROFILE is embedded' });
  }
  if (apiHost !== undefined && !isLoopbackHost(apiHost)) {
    problems.push({ variable, message: 'must not be set unless GANGWAY_API_HOST is loopback' });
  }
  return problems;
}

function bindingProblems({ profile, apiHost }: Circumstances): ConfigProblem[] {
  if (profile !== 'embedded' || apiHost === undefined || isLoopbackHost(apiHost)) return [];
  return [
    {
      variable: 'GANGWAY_API_HOST',
      message: 'must be loopback with GANGWAY_PROFILE embedded, e.g. 127.0.0.1',
    },
  ];
}
