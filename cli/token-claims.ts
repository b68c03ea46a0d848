import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * Who the token says we are. Not verified here, and it need not be: the API verifies it, and countersigns a
 * decision only when its `oid` is the one it authenticated.
 */
export function oidOf(token: string): string {
  const payload = token.split('.')[1] ?? '';
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims === 'object' && claims !== null && 'oid' in claims) {
      if (typeof claims.oid === 'string' && claims.oid !== '') return claims.oid;
    }
  } catch {
    // Falls through: whatever it is, it is no access token.
  }
  throw new CliError('GANGWAY_TOKEN is no access token of a person: it has no oid', {
    exitCode: exitCodes.notSignedIn,
    next: 'sign in as yourself; application tokens cannot approve',
  });
}
