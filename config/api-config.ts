import { readVariables, type Environment } from './env.ts';
import { refuseInsecure } from './insecure.ts';

/** What the API process reads from the environment. */
export interface ApiConfig {
  readonly profile: 'embedded' | 'production';
  readonly logLevel: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly databaseUrl: string;
  /** 32 bytes: encrypts hardware hashes at rest. */
  readonly dataKey: Uint8Array;
  /** 32 bytes: turns a serial number into a device key. */
  readonly deviceKeySecret: Uint8Array;
  /** The tenant and the site that the workers of this installation serve. */
  readonly tenantId: string;
  readonly siteCode: string;
  readonly timeFactor: number;
  readonly countersignKeyFile: string;
  /** Absent: nobody can sign in by a token of the development issuer. */
  readonly devIssuerKeyFile?: string;
}

const needed = [
  'GANGWAY_PROFILE',
  'GANGWAY_LOG_LEVEL',
  'GANGWAY_API_HOST',
  'GANGWAY_API_PORT',
  'GANGWAY_TEMPORAL_ADDRESS',
  'GANGWAY_TEMPORAL_NAMESPACE',
  'GANGWAY_DATABASE_URL',
  'GANGWAY_DATA_KEY',
  'GANGWAY_DEVICE_KEY_SECRET',
  'GANGWAY_TENANT_ID',
  'GANGWAY_SITE_CODE',
  'GANGWAY_TIME_FACTOR',
  'GANGWAY_COUNTERSIGN_KEY_FILE',
] as const;

// The API calls no vendor; where the addresses are given to all processes alike, they still count
// against a hurried clock.
const optional = [
  'GANGWAY_DEV_ISSUER_KEY_FILE',
  'GANGWAY_GRAPH_URL',
  'GANGWAY_AUTHORITY_URL',
  'GANGWAY_ADMIN_SERVICE_URL',
] as const;

/** Throws `ConfigError` naming every variable that is missing, wrong or insecure. */
export function readApiConfig(environment: Environment = process.env): ApiConfig {
  const values = readVariables(environment, { needed, optional });
  const devIssuerKeyFile = values.GANGWAY_DEV_ISSUER_KEY_FILE;
  refuseInsecure({
    profile: values.GANGWAY_PROFILE,
    timeFactor: values.GANGWAY_TIME_FACTOR,
    vendorUrls: {
      GANGWAY_GRAPH_URL: values.GANGWAY_GRAPH_URL,
      GANGWAY_AUTHORITY_URL: values.GANGWAY_AUTHORITY_URL,
      GANGWAY_ADMIN_SERVICE_URL: values.GANGWAY_ADMIN_SERVICE_URL,
    },
    apiHost: values.GANGWAY_API_HOST,
    hasDevIssuer: devIssuerKeyFile !== undefined,
  });
  return {
    profile: values.GANGWAY_PROFILE,
    logLevel: values.GANGWAY_LOG_LEVEL,
    host: values.GANGWAY_API_HOST,
    port: values.GANGWAY_API_PORT,
    temporal: {
      address: values.GANGWAY_TEMPORAL_ADDRESS,
      namespace: values.GANGWAY_TEMPORAL_NAMESPACE,
    },
    databaseUrl: values.GANGWAY_DATABASE_URL,
    dataKey: values.GANGWAY_DATA_KEY,
    deviceKeySecret: values.GANGWAY_DEVICE_KEY_SECRET,
    tenantId: values.GANGWAY_TENANT_ID,
    siteCode: values.GANGWAY_SITE_CODE,
    timeFactor: values.GANGWAY_TIME_FACTOR,
    countersignKeyFile: values.GANGWAY_COUNTERSIGN_KEY_FILE,
    ...(devIssuerKeyFile === undefined ? {} : { devIssuerKeyFile }),
  };
}
