import { ClientSecretCredential } from '@azure/identity';
import { TIMEOUT_DEFAULT_MS } from './graph-config.ts';
import type { GraphConfig } from './graph-config.ts';
import { isMicrosoftAuthority, scopeOf } from './national-clouds.ts';

export interface TokenSource {
  /** A cached token, or a new one. Throws only `TokenFailure`. */
  getAccessToken(): Promise<string>;
  /** Changes with every renewal: names the token a refused request was sent with. */
  generation(): number;
  /** Forgets the cached token unless somebody else has done so since `generation`. */
  renew(generation: number): void;
}

/** No token, so nothing was sent. */
export class TokenFailure extends Error {
  override readonly name = 'TokenFailure';
  readonly isRefusal: boolean;

  constructor(isRefusal: boolean) {
    super('No access token.');
    this.isRefusal = isRefusal;
  }
}

export function createTokenSource(config: GraphConfig): TokenSource {
  const scope = scopeOf(config.graphUrl);
  let credential = createCredential(config);
  let generation = 0;
  let pending: Promise<string> | undefined;

  async function fetchToken(): Promise<string> {
    const abortSignal = AbortSignal.timeout(config.timeoutMs ?? TIMEOUT_DEFAULT_MS);
    try {
      const token = await Promise.race([
        credential.getToken(scope, { abortSignal }),
        rejectOn(abortSignal),
      ]);
      return token.token;
    } catch (error) {
      throw new TokenFailure(isRefusal(error));
    }
  }

  return {
    // The library asks once for each caller; fifty calls at the start need one token.
    getAccessToken: () =>
      (pending ??= fetchToken().finally(() => {
        pending = undefined;
      })),
    generation: () => generation,
    renew: (refused) => {
      if (refused !== generation) return;
      generation += 1;
      credential = createCredential(config);
    },
  };
}

function createCredential(config: GraphConfig): ClientSecretCredential {
  return new ClientSecretCredential(config.tenantId, config.clientId, config.clientSecret, {
    authorityHost: config.authorityUrl,
    disableInstanceDiscovery: !isMicrosoftAuthority(config.authorityUrl),
    // Temporal retries, so that a wait is visible.
    retryOptions: { maxRetries: 0 },
  });
}

/** The library does not pass the signal on to every request it makes. */
function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('The token service did not answer in time.'));
    });
  });
}

/** Deep enough for identity → MSAL → REST. */
const CAUSE_DEPTH_MAX = 5;

/**
 * Whether the token service said no, rather than nothing. MSAL names an OAuth error answer
 * `ServerError`, the identity library `AuthenticationError`; both may stand in `cause`.
 */
function isRefusal(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < CAUSE_DEPTH_MAX && current instanceof Error; depth += 1) {
    const { statusCode } = current as Error & { statusCode?: unknown };
    const isOutage = typeof statusCode === 'number' && (statusCode >= 500 || statusCode === 429);
    if (isOutage) return false;
    if (current.name === 'ServerError' || current.name === 'AuthenticationError') return true;
    current = current.cause;
  }
  return false;
}
