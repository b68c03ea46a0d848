import { ConfigError, readVariables, type Environment, type Values } from './env.ts';
import { refuseInsecure } from './insecure.ts';

export type WorkerRole = 'orchestrator' | 'graph' | 'site' | 'guard';

/** What every worker process reads from the environment. */
export interface WorkerBase {
  readonly profile: 'embedded' | 'production';
  readonly logLevel: string;
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly databaseUrl: string;
  /** 32 bytes: encrypts hardware hashes and escrow at rest. */
  readonly dataKey: Uint8Array;
  /** The one tenant this worker serves. */
  readonly tenantId: string;
  /** Vendor seconds per wall second: 1 but on loopback. */
  readonly timeFactor: number;
}

export interface OrchestratorConfig extends WorkerBase {
  readonly siteCode: string;
  /** Absent: the worker bundles the workflows when it starts. */
  readonly workflowBundle?: string;
}

export interface GraphCredentials {
  readonly graphUrl: string;
  readonly authorityUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface GraphWorkerConfig extends WorkerBase {
  readonly graph: GraphCredentials;
}

export type AdminServiceAuth =
  { readonly kind: 'kerberos' } | { readonly kind: 'fixed-negotiate'; readonly token: string };

export interface SiteWorkerConfig extends WorkerBase {
  readonly siteCode: string;
  readonly adminServiceUrl: string;
  readonly adminServiceAuth: AdminServiceAuth;
}

/** The guard has its own app registration and its own trust list. */
export interface GuardConfig extends WorkerBase {
  readonly graph: GraphCredentials;
  readonly trustListFile: string;
}

interface WorkerConfigs {
  readonly orchestrator: OrchestratorConfig;
  readonly graph: GraphWorkerConfig;
  readonly site: SiteWorkerConfig;
  readonly guard: GuardConfig;
}

const base = [
  'GANGWAY_PROFILE',
  'GANGWAY_LOG_LEVEL',
  'GANGWAY_TEMPORAL_ADDRESS',
  'GANGWAY_TEMPORAL_NAMESPACE',
  'GANGWAY_DATABASE_URL',
  'GANGWAY_DATA_KEY',
  'GANGWAY_TENANT_ID',
  'GANGWAY_TIME_FACTOR',
] as const;

const graphNames = [
  'GANGWAY_GRAPH_URL',
  'GANGWAY_AUTHORITY_URL',
  'GANGWAY_CLIENT_ID',
  'GANGWAY_CLIENT_SECRET',
] as const;

const readers: { readonly [R in WorkerRole]: (environment: Environment) => WorkerConfigs[R] } = {
  orchestrator: readOrchestrator,
  graph: readGraphWorker,
  site: readSiteWorker,
  guard: readGuard,
};

/** The variables of one role and no others. Throws `ConfigError` naming every one that is missing, wrong or insecure. */
export function readWorkerConfig<Role extends WorkerRole>(
  role: Role,
  environment: Environment = process.env,
): WorkerConfigs[Role] {
  return readers[role](environment);
}

function readOrchestrator(environment: Environment): OrchestratorConfig {
  const values = readVariables(environment, {
    needed: [...base, 'GANGWAY_SITE_CODE'],
    optional: ['GANGWAY_WORKFLOW_BUNDLE', ...vendorNames],
  });
  refuseHurry(values, pickVendors(values));
  const workflowBundle = values.GANGWAY_WORKFLOW_BUNDLE;
  return {
    ...baseOf(values),
    siteCode: values.GANGWAY_SITE_CODE,
    ...(workflowBundle === undefined ? {} : { workflowBundle }),
  };
}

function readGraphWorker(environment: Environment): GraphWorkerConfig {
  const values = readVariables(environment, { needed: [...base, ...graphNames] });
  refuseHurry(values, pickVendors(values));
  return { ...baseOf(values), graph: graphOf(values) };
}

function readSiteWorker(environment: Environment): SiteWorkerConfig {
  const values = readVariables(environment, {
    needed: [
      ...base,
      'GANGWAY_SITE_CODE',
      'GANGWAY_ADMIN_SERVICE_URL',
      'GANGWAY_ADMIN_SERVICE_AUTH',
    ],
    optional: ['GANGWAY_ADMIN_SERVICE_TOKEN'],
  });
  refuseInsecure({
    profile: values.GANGWAY_PROFILE,
    timeFactor: values.GANGWAY_TIME_FACTOR,
    vendorUrls: pickVendors(values),
    adminServiceAuth: values.GANGWAY_ADMIN_SERVICE_AUTH,
  });
  return {
    ...baseOf(values),
    siteCode: values.GANGWAY_SITE_CODE,
    adminServiceUrl: values.GANGWAY_ADMIN_SERVICE_URL,
    adminServiceAuth: adminServiceAuth(
      values.GANGWAY_ADMIN_SERVICE_AUTH,
      values.GANGWAY_ADMIN_SERVICE_TOKEN,
    ),
  };
}

function readGuard(environment: Environment): GuardConfig {
  const values = readVariables(environment, {
    needed: [...base, ...graphNames, 'GANGWAY_TRUST_LIST_FILE'],
  });
  refuseHurry(values, pickVendors(values));
  return {
    ...baseOf(values),
    graph: graphOf(values),
    trustListFile: values.GANGWAY_TRUST_LIST_FILE,
  };
}

const vendorNames = [
  'GANGWAY_GRAPH_URL',
  'GANGWAY_AUTHORITY_URL',
  'GANGWAY_ADMIN_SERVICE_URL',
] as const;
type VendorUrls = Partial<Readonly<Record<(typeof vendorNames)[number], string>>>;

function pickVendors(values: VendorUrls): VendorUrls {
  return Object.fromEntries(vendorNames.map((name) => [name, values[name]]));
}

function refuseHurry(values: Values<(typeof base)[number]>, vendorUrls: VendorUrls): void {
  refuseInsecure({
    profile: values.GANGWAY_PROFILE,
    timeFactor: values.GANGWAY_TIME_FACTOR,
    vendorUrls,
  });
}

function baseOf(values: Values<(typeof base)[number]>): WorkerBase {
  return {
    profile: values.GANGWAY_PROFILE,
    logLevel: values.GANGWAY_LOG_LEVEL,
    temporal: {
      address: values.GANGWAY_TEMPORAL_ADDRESS,
      namespace: values.GANGWAY_TEMPORAL_NAMESPACE,
    },
    databaseUrl: values.GANGWAY_DATABASE_URL,
    dataKey: values.GANGWAY_DATA_KEY,
    tenantId: values.GANGWAY_TENANT_ID,
    timeFactor: values.GANGWAY_TIME_FACTOR,
  };
}

function graphOf(
  values: Values<(typeof graphNames)[number] | 'GANGWAY_TENANT_ID'>,
): GraphCredentials {
  return {
    graphUrl: values.GANGWAY_GRAPH_URL,
    authorityUrl: values.GANGWAY_AUTHORITY_URL,
    tenantId: values.GANGWAY_TENANT_ID,
    clientId: values.GANGWAY_CLIENT_ID,
    clientSecret: values.GANGWAY_CLIENT_SECRET,
  };
}

function adminServiceAuth(
  kind: AdminServiceAuth['kind'],
  token: string | undefined,
): AdminServiceAuth {
  if (kind === 'kerberos') return { kind };
  if (token !== undefined) return { kind, token };
  throw new ConfigError([
    {
      variable: 'GANGWAY_ADMIN_SERVICE_TOKEN',
      message: 'is missing; fixed-negotiate needs the token to send',
    },
  ]);
}
