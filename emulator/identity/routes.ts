import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { TOKEN_LIFETIME_SECONDS } from './token-issuer.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** The authority: discovery, keys and tokens, as @azure/identity asks for them. */
export function registerIdentityRoutes(
  app: FastifyInstance,
  issuer: TokenIssuer,
  origin: () => string,
): void {
  app.get<{ Params: { tenant: string } }>(
    '/:tenant/v2.0/.well-known/openid-configuration',
    ({ params: { tenant } }) => ({
      issuer: `${origin()}/${tenant}/v2.0`,
      authorization_endpoint: `${origin()}/${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${origin()}/${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${origin()}/${tenant}/discovery/v2.0/keys`,
      response_types_supported: ['code', 'id_token', 'token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    }),
  );
  app.get('/:tenant/discovery/v2.0/keys', () => ({ keys: [issuer.publicJwk] }));
  app.post<{ Params: { tenant: string } }>(
    '/:tenant/oauth2/v2.0/token',
    async ({ params, body }, reply) => {
      const form = Object.fromEntries(new URLSearchParams(String(body)));
      const token = await issuer.issue(params.tenant, form);
      if (typeof token === 'string') {
        return {
          token_type: 'Bearer',
          expires_in: TOKEN_LIFETIME_SECONDS,
          ext_expires_in: TOKEN_LIFETIME_SECONDS,
          access_token: token,
        };
      }
      const id = randomUUID();
      return reply.status(token.status).send({
        error: token.error,
        error_description: token.description,
        error_codes: [token.errorCode],
        timestamp: new Date().toISOString(),
        trace_id: id,
        correlation_id: id,
      });
    },
  );
}
