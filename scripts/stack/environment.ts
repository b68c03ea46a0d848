import path from 'node:path';
import type { StackSecrets } from './secrets.ts';
import { temporalNamespace } from './temporal-server.ts';
import type { WorldCredentials } from './world-file.ts';

export const workerRoles = ['orchestrator', 'graph', 'site', 'guard'] as const;
export type WorkerRole = (typeof workerRoles)[number];

/** What the processes of one stack have in common; each is given only what its role needs. */
export interface StackFacts {
  readonly stateDir: string;
  readonly logLevel: string;
  readonly temporalAddress: string;
  readonly databaseUrl: string;
  readonly emulatorUrl: string;
  readonly caFile: string;
  readonly timeFactor: number;
  readonly trustListFile: string;
  readonly workflowBundle: string;
  readonly apiPort: number;
  readonly world: WorldCredentials;
  readonly secrets: StackSecrets;
  readonly extra: Readonly<Record<string, string>>;
}

export type ProcessEnvironment = Record<string, string>;

// The launcher's own variables stay its own: a forgotten GANGWAY_… in a shell must not reach a worker.
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'SystemRoot'];

export function inheritedEnvironment(): ProcessEnvironment {
  return Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export function emulatorEnvironment(facts: Pick<StackFacts, 'logLevel'>): ProcessEnvironment {
  return { ...inheritedEnvironment(), GANGWAY_LOG_LEVEL: facts.logLevel };
}

export function apiEnvironment(facts: StackFacts): ProcessEnvironment {
  return {
    ...commonEnvironment(facts),
    GANGWAY_API_HOST: '127.0.0.1',
    GANGWAY_API_PORT: String(facts.apiPort),
    GANGWAY_COUNTERSIGN_KEY_FILE: facts.secrets.countersignKeyFile,
    GANGWAY_DEV_ISSUER_KEY_FILE: facts.secrets.issuerPublicKeyFile,
  };
}

export function workerEnvironment(role: WorkerRole, facts: StackFacts): ProcessEnvironment {
  const common = { ...commonEnvironment(facts), NODE_EXTRA_CA_CERTS: facts.caFile };
  switch (role) {
    case 'orchestrator':
      return { ...common, GANGWAY_WORKFLOW_BUNDLE: facts.workflowBundle };
    case 'graph':
      return { ...common, ...graphEnvironment(facts, 'gangway') };
    case 'site':
      return {
        ...common,
        GANGWAY_ADMIN_SERVICE_URL: `${facts.emulatorUrl}/AdminService`,
        GANGWAY_ADMIN_SERVICE_AUTH: 'fixed-negotiate',
        GANGWAY_ADMIN_SERVICE_TOKEN: facts.world.adminServiceToken,
      };
    case 'guard':
      return {
        ...common,
        ...graphEnvironment(facts, 'gangway-guard'),
        GANGWAY_TRUST_LIST_FILE: facts.trustListFile,
      };
  }
}

function commonEnvironment(facts: StackFacts): ProcessEnvironment {
  return {
    ...inheritedEnvironment(),
    GANGWAY_PROFILE: 'embedded',
    GANGWAY_STATE_DIR: facts.stateDir,
    GANGWAY_LOG_LEVEL: facts.logLevel,
    GANGWAY_TEMPORAL_ADDRESS: facts.temporalAddress,
    GANGWAY_TEMPORAL_NAMESPACE: temporalNamespace,
    GANGWAY_DATABASE_URL: facts.databaseUrl,
    GANGWAY_TENANT_ID: facts.world.tenantId,
    // The site worker's task queue is named after it, and the orchestrator schedules onto it.
    GANGWAY_SITE_CODE: facts.world.siteCode,
    GANGWAY_TIME_FACTOR: String(facts.timeFactor),
    GANGWAY_DATA_KEY: facts.secrets.dataKey,
    GANGWAY_DEVICE_KEY_SECRET: facts.secrets.deviceKeySecret,
    ...facts.extra,
  };
}

function graphEnvironment(
  facts: StackFacts,
  appName: 'gangway' | 'gangway-guard',
): ProcessEnvironment {
  const app = facts.world.app(appName);
  return {
    GANGWAY_GRAPH_URL: facts.emulatorUrl,
    // One origin serves Graph and sign-in, as one process emulates both.
    GANGWAY_AUTHORITY_URL: facts.emulatorUrl,
    GANGWAY_CLIENT_ID: app.clientId,
    GANGWAY_CLIENT_SECRET: app.clientSecret,
  };
}

export function defaultTrustListFile(stateDir: string): string {
  return path.join(stateDir, 'trust-list.json');
}
