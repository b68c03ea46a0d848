import { decodeJwt, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { TokenIssuer } from './token-issuer.ts';

/** Why a token is not taken. */
export type TokenFault = 'missing' | 'malformed' | 'signature' | 'audience' | 'expired';

export interface TokenClaims {
  appId: string;
  /** Object id of the service principal or the user. */
  objectId: string;
  /** Application permissions; a delegated token has none. */
  roles: string[];
  /** Of a delegated token. */
  scopes: string[];
  /** Of a delegated token. */
  userPrincipalName: string | undefined;
}

type Checked = { kind: 'valid'; claims: TokenClaims } | { kind: 'refused'; fault: TokenFault };

/** Tokens in use at once; checking a signature again costs more than the whole answer. */
const REMEMBERED_MAX = 1000;

/** Tells whether `Authorization: Bearer …` opens something, and to whom. */
export class TokenVerifier {
  readonly #issuer: TokenIssuer;
  readonly #wallNow: () => number;
  readonly #payloads = new Map<string, JWTPayload>();

  constructor(issuer: TokenIssuer, wallNow: () => number) {
    this.#issuer = issuer;
    this.#wallNow = wallNow;
  }

  async check(
    authorization: string | undefined,
    { audiences }: { audiences: readonly string[] },
  ): Promise<Checked> {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return { kind: 'refused', fault: 'missing' };
    const payload = await this.#payloadOf(token);
    if (typeof payload === 'string') return { kind: 'refused', fault: payload };
    const audience = [payload.aud ?? []].flat();
    if (!audience.some((each) => audiences.includes(each))) {
      return { kind: 'refused', fault: 'audience' };
    }
    const now = this.#wallNow() / 1000;
    if ((payload.exp ?? 0) <= now || (payload.nbf ?? 0) > now) {
      return { kind: 'refused', fault: 'expired' };
    }
    return { kind: 'valid', claims: claimsOf(payload) };
  }

  async #payloadOf(token: string): Promise<JWTPayload | 'malformed' | 'signature'> {
    const known = this.#payloads.get(token);
    if (known !== undefined) return known;
    try {
      // The lifetime is looked at with every request; here it must not stand in the way.
      const currentDate = new Date(((decodeJwt(token).nbf ?? 0) + 1) * 1000);
      const { payload } = await jwtVerify(token, this.#issuer.publicKey, { currentDate });
      if (this.#payloads.size >= REMEMBERED_MAX) this.#payloads.clear();
      this.#payloads.set(token, payload);
      return payload;
    } catch (error) {
      return error instanceof errors.JWSSignatureVerificationFailed ? 'signature' : 'malformed';
    }
  }
}

function claimsOf(payload: JWTPayload): TokenClaims {
  const { roles, scp, upn } = payload;
  return {
    appId: String(payload['appid']),
    objectId: String(payload['oid']),
    roles: Array.isArray(roles) ? roles.map(String) : [],
    scopes: typeof scp === 'string' ? scp.split(' ') : [],
    userPrincipalName: typeof upn === 'string' ? upn : undefined,
  };
}
