import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { GRAPH_APP_ID, servicePrincipalIdOf } from '../graph/service-principals/table.ts';
import type { User } from '../graph/users/table.ts';
import type { Simulation } from '../simulation.ts';
import type { World } from '../world.ts';
import { refuseClient } from './client-proof.ts';
import { refusals } from './refusals.ts';
import type { TokenRefusal } from './refusals.ts';

type App = World['apps'][number];
type Form = Readonly<Record<string, string>>;

const GRAPH_AUDIENCE = 'https://graph.microsoft.com';
/** Graph takes tokens for its URI and for its application id. */
export const GRAPH_AUDIENCES: readonly string[] = [GRAPH_AUDIENCE, GRAPH_APP_ID];
/** Microsoft dates tokens back by so much, against clocks that are slow. */
const BACKDATED_SECONDS = 300;
/** The one scope of the AdminService's server app. */
const SITE_SCOPE = 'user_impersonation';
const DEFAULT_SUFFIX = '/.default';

export interface IssuedToken {
  accessToken: string;
  expiresInSeconds: number;
  /** Of a delegated token: what was granted. */
  scope?: string;
}

export interface TokenQuestion {
  /** Of the URL: an id or a verified domain. */
  tenant: string;
  form: Form;
  /** Of the token endpoint, which assertions name as their audience. */
  endpoint: string;
  clockSkewSeconds: number;
}

/** Signs access tokens for the app registrations and the people of a world. */
export class TokenIssuer {
  readonly #simulation: Simulation;
  readonly #privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly publicKey: CryptoKey;

  private constructor(
    simulation: Simulation,
    given: { privateKey: CryptoKey; publicKey: CryptoKey; jwk: JWK },
  ) {
    this.#simulation = simulation;
    this.#privateKey = given.privateKey;
    this.publicKey = given.publicKey;
    this.publicJwk = given.jwk;
  }

  static async create(simulation: Simulation): Promise<TokenIssuer> {
    const keys = await (signingKeys ??= generateKeyPair('RS256'));
    const bare = await exportJWK(keys.publicKey);
    const kid = await calculateJwkThumbprint(bare);
    return new TokenIssuer(simulation, {
      ...keys,
      jwk: { ...bare, kid, x5t: kid, use: 'sig', alg: 'RS256' },
    });
  }

  async issue(question: TokenQuestion): Promise<IssuedToken | TokenRefusal> {
    const { world } = this.#simulation;
    const { tenantId, verifiedDomains } = world.tenant;
    const tenant = question.tenant.toLowerCase();
    if (tenant !== tenantId && !verifiedDomains.includes(tenant)) {
      return refusals.tenantNotFound(question.tenant);
    }
    const { form } = question;
    for (const name of ['grant_type', 'client_id', 'scope']) {
      if (form[name] === undefined) return refusals.parameterMissing(name);
    }
    const clientId = form['client_id'] ?? '';
    const app = world.apps.find((each) => each.clientId === clientId.toLowerCase());
    if (app === undefined) return refusals.appNotFound(clientId, tenantId);
    switch (form['grant_type']) {
      case 'client_credentials':
        return this.#issueToApp(app, question);
      case 'password':
        return this.#issueToPerson(app, question);
      default:
        return refusals.grantUnsupported(form['grant_type'] ?? '');
    }
  }

  /** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
  async #issueToApp(app: App, question: TokenQuestion): Promise<IssuedToken | TokenRefusal> {
    const { tenantId } = this.#simulation.world.tenant;
    const scope = question.form['scope'] ?? '';
    if (!scope.endsWith(DEFAULT_SUFFIX)) return refusals.scopeInvalid(scope);
    const audience = scope.slice(0, -DEFAULT_SUFFIX.length);
    if (!this.#isResource(audience)) return refusals.resourceNotFound(audience, tenantId);
    const refusal = await refuseClient(app, question.form, {
      audiences: this.#assertionAudiences(question),
      now: new Date(this.#simulation.wallNow()),
    });
    if (refusal !== undefined) return refusal;
    const oid = servicePrincipalIdOf(this.#simulation.world, app.clientId);
    const isGraph = GRAPH_AUDIENCES.includes(audience);
    const claims = {
      app_displayname: app.name,
      idtyp: 'app',
      oid,
      sub: oid,
      ...(isGraph ? { roles: app.roles } : {}),
    };
    return this.#sign(app, { audience, claims, question });
  }

  /**
   * The one way to a delegated token that needs no browser; where there is multi-factor
   * authentication a real tenant refuses it.
   * https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc
   */
  async #issueToPerson(app: App, question: TokenQuestion): Promise<IssuedToken | TokenRefusal> {
    const { form } = question;
    const user = this.#personOf(form);
    if (user === undefined) return refusals.passwordWrong();
    if (!user.accountEnabled) return refusals.userDisabled();
    const asked = (form['scope'] ?? '').split(' ').filter((each) => !openIdScopes.has(each));
    const audience = this.#audienceOf(asked);
    const consented = GRAPH_AUDIENCES.includes(audience) ? app.delegatedScopes : [SITE_SCOPE];
    const names = asked.map((each) => each.replace(`${audience}/`, ''));
    const granted = names.includes('.default') ? consented : names;
    if (granted.length === 0 || !granted.every((each) => consented.includes(each))) {
      return refusals.consentMissing(app.clientId);
    }
    const scope = granted.join(' ');
    const claims = {
      app_displayname: app.name,
      idtyp: 'user',
      name: user.displayName,
      oid: user.id,
      scp: scope,
      sub: user.id,
      unique_name: user.userPrincipalName,
      upn: user.userPrincipalName,
    };
    return { ...(await this.#sign(app, { audience, claims, question })), scope };
  }

  #personOf({ username, password }: Form): User | undefined {
    const { users, world } = this.#simulation;
    const user = users.findByIdOrUpn(username ?? '');
    const spec = world.users.find(
      (each) => each.userPrincipalName.toLowerCase() === username?.toLowerCase(),
    );
    const isRight = spec?.password !== undefined && spec.password === password;
    return isRight ? user : undefined;
  }

  #audienceOf(scopes: readonly string[]): string {
    const site = this.#simulation.world.site.tokenAuth.audience;
    return scopes.some((each) => each.startsWith(`${site}/`)) ? site : GRAPH_AUDIENCE;
  }

  #isResource(audience: string): boolean {
    const { site } = this.#simulation.world;
    return [...GRAPH_AUDIENCES, site.tokenAuth.audience].includes(audience);
  }

  /** Libraries name the token endpoint or the issuer, by tenant id or by domain. */
  #assertionAudiences({ endpoint }: TokenQuestion): string[] {
    return [endpoint, endpoint.replace('/oauth2/v2.0/token', '/v2.0')];
  }

  async #sign(
    app: App,
    given: { audience: string; claims: Record<string, unknown>; question: TokenQuestion },
  ): Promise<IssuedToken> {
    const { tenant, tokens } = this.#simulation.world;
    const now = this.#simulation.wallNow() / 1000 + given.question.clockSkewSeconds;
    const accessToken = await new SignJWT({
      ...given.claims,
      appid: app.clientId,
      tid: tenant.tenantId,
      ver: '1.0',
    })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: this.publicJwk.kid ?? '' })
      .setIssuer(`https://sts.windows.net/${tenant.tenantId}/`)
      .setAudience(given.audience)
      .setIssuedAt(Math.floor(now) - BACKDATED_SECONDS)
      .setNotBefore(Math.floor(now) - BACKDATED_SECONDS)
      .setExpirationTime(Math.floor(now + tokens.lifetimeSeconds))
      .sign(this.#privateKey);
    return { accessToken, expiresInSeconds: Math.max(1, Math.floor(tokens.lifetimeSeconds) - 1) };
  }
}

/** One pair for all emulators of a process: making one takes longer than starting an emulator. */
let signingKeys: ReturnType<typeof generateKeyPair> | undefined;

const openIdScopes = new Set(['openid', 'profile', 'email', 'offline_access', '']);
