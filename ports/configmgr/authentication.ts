import { ConfigMgrError } from './errors.ts';

/** How a request proves who sends it. Asked before each request: Kerberos tokens are used once. */
export interface Authentication {
  /** The whole value of `Authorization`. Throws only `ConfigMgrError` of kind `credentials`. */
  authorizationHeader(url: string): Promise<string>;
}

/** A token known beforehand: for the emulator, whose principals are named by such tokens. */
export function fixedNegotiate(token: string): Authentication {
  return { authorizationHeader: () => Promise.resolve(`Negotiate ${token}`) };
}

/** What we use of https://www.npmjs.com/package/kerberos (7.x). */
interface KerberosModule {
  readonly GSS_MECH_OID_SPNEGO: number;
  readonly initializeClient: (
    service: string,
    options: { mechOID: number },
  ) => Promise<{ step(challenge: string): Promise<string> }>;
}

/** A native addon and optional: only a worker that stands near a real site needs it. */
const KERBEROS_PACKAGE = 'kerberos' as string;

/**
 * Tokens from the credential cache or keytab of this process, for the service `HTTP@<host>`; the
 * host must be the provider's full name, not a CNAME (configmgr-adminservice.md §2.1).
 */
export function kerberos(): Authentication {
  let loading: Promise<KerberosModule> | undefined;
  return {
    authorizationHeader: async (url) => {
      const { initializeClient, GSS_MECH_OID_SPNEGO } = await (loading ??= loadKerberos());
      try {
        const service = `HTTP@${new URL(url).hostname}`;
        const client = await initializeClient(service, { mechOID: GSS_MECH_OID_SPNEGO });
        return `Negotiate ${await client.step('')}`;
      } catch {
        // The library's text names principals and hosts of the domain.
        throw refusal('no Kerberos token; look at klist of this process');
      }
    },
  };
}

async function loadKerberos(): Promise<KerberosModule> {
  try {
    const loaded = (await import(KERBEROS_PACKAGE)) as {
      default?: KerberosModule;
    } & KerberosModule;
    return loaded.default ?? loaded;
  } catch {
    throw refusal(`the optional package "${KERBEROS_PACKAGE}" is not installed`);
  }
}

function refusal(reason: string): ConfigMgrError {
  return new ConfigMgrError({
    kind: 'credentials',
    status: 0,
    operation: `authentication (${reason})`,
  });
}
