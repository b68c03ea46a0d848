import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { Authenticate, Caller } from './authentication.ts';
import { ApiProblem } from './problem.ts';

/** The development issuer: tokens of the shape of Entra ID's, signed by a key that the launcher made. */
const issuer = 'https://gangway.localhost/dev-issuer';
const audience = 'api://gangway';
/** Two clocks of one machine differ by nothing; those of two containers by little. */
const clockToleranceSeconds = 30;

/** Claims of an Entra ID v2 access token, as far as they are read. */
const claims = z.object({
  tid: z.guid(),
  oid: z.string().min(1).max(100),
  roles: z.array(z.string()).default([]),
  scp: z.string().optional(),
  idtyp: z.string().optional(),
});

export async function readDevIssuer(publicKeyFile: string): Promise<Authenticate> {
  const key = createPublicKey(await readFile(publicKeyFile, 'utf8'));
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer,
        audience,
        // The algorithm is ours to name, never the token's.
        algorithms: ['EdDSA', 'Ed25519'],
        requiredClaims: ['exp', 'iat'],
        clockTolerance: clockToleranceSeconds,
      });
      return callerFrom(payload);
    } catch (error) {
      throw new ApiProblem('NotSignedIn', 'The access token is not valid; sign in again.', {
        cause: error,
      });
    }
  };
}

/** For an API that no issuer was configured for. */
export const nobodySignsIn: Authenticate = () =>
  Promise.reject(new ApiProblem('NotSignedIn', 'This API has no token issuer configured.'));

function callerFrom(payload: JWTPayload): Caller {
  const { tid, oid, roles, scp, idtyp } = claims.parse(payload);
  // Delegated tokens carry the scopes a person consented to; an application's own token has none.
  const isPerson = idtyp !== 'app' && scp !== undefined && scp.trim() !== '';
  return { tenant: tid, oid, roles, isPerson };
}
