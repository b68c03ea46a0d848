type Variables = Record<string, string | undefined>;

const common = {
  GANGWAY_PROFILE: 'embedded',
  GANGWAY_TEMPORAL_ADDRESS: '127.0.0.1:7233',
  GANGWAY_DATABASE_URL: 'postgres://gangway:word@127.0.0.1:5432/gangway',
  GANGWAY_TENANT_ID: '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d',
  GANGWAY_SITE_CODE: 'PS1',
  GANGWAY_TIME_FACTOR: '60',
  GANGWAY_DATA_KEY: Buffer.alloc(32, 1).toString('base64'),
};

const graph = {
  GANGWAY_GRAPH_URL: 'https://127.0.0.1:8443/',
  GANGWAY_AUTHORITY_URL: 'https://localhost:8443',
  GANGWAY_CLIENT_ID: 'a-client',
  GANGWAY_CLIENT_SECRET: 'a-secret',
};

/** What the launcher gives the API of an embedded stack. */
export function apiEnvironment(changes: Variables = {}): Variables {
  return {
    ...common,
    GANGWAY_DEVICE_KEY_SECRET: Buffer.alloc(32, 2).toString('base64'),
    GANGWAY_COUNTERSIGN_KEY_FILE: '/state/countersign.pem',
    GANGWAY_DEV_ISSUER_KEY_FILE: '/state/dev-issuer.pub.pem',
    ...changes,
  };
}

export function orchestratorEnvironment(changes: Variables = {}): Variables {
  return { ...common, ...changes };
}

export function graphEnvironment(changes: Variables = {}): Variables {
  return { ...common, ...graph, ...changes };
}

export function siteEnvironment(changes: Variables = {}): Variables {
  return {
    ...common,
    GANGWAY_ADMIN_SERVICE_URL: 'https://127.0.0.1:8443/AdminService',
    GANGWAY_ADMIN_SERVICE_AUTH: 'fixed-negotiate',
    GANGWAY_ADMIN_SERVICE_TOKEN: 'a-token',
    ...changes,
  };
}

export function guardEnvironment(changes: Variables = {}): Variables {
  return { ...common, ...graph, GANGWAY_TRUST_LIST_FILE: '/state/trust-list.json', ...changes };
}
