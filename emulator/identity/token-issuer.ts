import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import type { World } from '../world.ts';

/** Microsoft's tokens live 60 to 90 minutes; wall time. */
const LIFETIME_SECONDS = 3600;
const GRAPH_AUDIENCE = 'https://graph.microsoft.com';

export interface TokenRefusal {
  status: number;
  error: string;
  errorCode: number;
  description: string;
}

/** Signs access tokens for the app registrations of a world. */
export class TokenIssuer {
  readonly #world: World;
  readonly #privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly publicKey: CryptoKey;

  private constructor(
    world: World,
    keys: { privateKey: CryptoKey; publicKey: CryptoKey },
    jwk: JWK,
  ) {
    this.#world = world;
    this.#privateKey = keys.privateKey;
    this.publicKey = keys.publicKey;
    this.publicJwk = jwk;
  }

  static async create(world: World): Promise<TokenIssuer> {
    const keys = await generateKeyPair('RS256');
    const jwk = await exportJWK(keys.publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    return new TokenIssuer(world, keys, { ...jwk, kid, use: 'sig', alg: 'RS256' });
  }

  get issuer(): string {
    return `https://sts.windows.net/${this.#world.tenant.tenantId}/`;
  }

  /** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
  async issue(tenant: string, form: Record<string, string>): Promise<string | TokenRefusal> {
    const { tenantId } = this.#world.tenant;
    if (tenant.toLowerCase() !== tenantId) {
      return refusal(400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
    }
    if (form['grant_type'] !== 'client_credentials') {
      return refusal(400, 'unsupported_grant_type', 70003, 'Only client_credentials is emulated.');
    }
    const app = this.#world.apps.find((each) => each.clientId === form['client_id']);
    if (app === undefined) {
      return refusal(400, 'unauthorized_client', 700016, 'The application was not found.');
    }
    if (app.clientSecret !== form['client_secret']) {
      return refusal(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
    }
    return new SignJWT({
      roles: app.roles,
      tid: tenantId,
      appid: app.clientId,
      app_displayname: app.name,
      oid: app.clientId,
      sub: app.clientId,
      idtyp: 'app',
      ver: '1.0',
    })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: this.publicJwk.kid ?? '' })
      .setIssuer(this.issuer)
      .setAudience(GRAPH_AUDIENCE)
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .sign(this.#privateKey);
  }
}

export const TOKEN_LIFETIME_SECONDS = LIFETIME_SECONDS;
export const TOKEN_AUDIENCE = GRAPH_AUDIENCE;

function refusal(
  status: number,
  error: string,
  errorCode: number,
  description: string,
): TokenRefusal {
  return { status, error, errorCode, description: `AADSTS${errorCode}: ${description}` };
}
