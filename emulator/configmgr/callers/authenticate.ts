import type { Principal } from '../../world/site.ts';
import { AdminServiceError } from '../errors.ts';
import type { Site } from '../site.ts';

/** How a caller came: with a Windows ticket, or with an Entra token (its claims, if it is valid). */
export type Credentials =
  | { kind: 'windows'; authorization: string | undefined }
  | { kind: 'token'; claims: { upn?: string | undefined; scp?: string | undefined } | undefined };

/** 2509, the first release without NTLM. */
const BUILD_WITHOUT_NTLM = 9141;
/** `NTLMSSP` and message type 1, in base64: what a client sends when it has no Kerberos ticket. */
const NTLM_NEGOTIATE = 'TlRMTVNTUAAB';

/** Throws 401 when nobody known stands behind the request. */
export function authenticate(site: Site, credentials: Credentials): Principal {
  const principal =
    credentials.kind === 'windows'
      ? windowsPrincipal(site, credentials.authorization)
      : tokenPrincipal(site, credentials.claims);
  if (principal === undefined) throw unauthenticated(credentials.kind);
  // Certificates and Windows Hello belong to people: a service account is refused, unless exempt.
  // https://learn.microsoft.com/mem/configmgr/core/plan-design/hierarchy/plan-for-the-sms-provider#authentication
  if (site.spec.authenticationLevel !== 'windows' && !principal.isExempt) {
    throw unauthenticated(credentials.kind);
  }
  return principal;
}

/** A configured token stands for a Kerberos ticket. */
function windowsPrincipal(site: Site, authorization: string | undefined): Principal | undefined {
  const token = /^Negotiate (.+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  // https://learn.microsoft.com/mem/configmgr/core/plan-design/changes/whats-new-in-version-2509
  const isNtlm = token.startsWith(NTLM_NEGOTIATE);
  if (isNtlm && site.spec.buildNumber >= BUILD_WITHOUT_NTLM) return undefined;
  return site.spec.principals.find((each) => each.token === token);
}

/**
 * Only tokens of people: the cloud name must be that of an administrative user of the site.
 * https://learn.microsoft.com/mem/configmgr/develop/adminservice/usage
 */
function tokenPrincipal(
  site: Site,
  claims: { upn?: string | undefined; scp?: string | undefined } | undefined,
): Principal | undefined {
  const upn = claims?.upn?.toLowerCase();
  if (upn === undefined || claims?.scp === undefined) return undefined;
  return site.spec.principals.find((each) => each.userPrincipalName?.toLowerCase() === upn);
}

function unauthenticated(kind: Credentials['kind']): AdminServiceError {
  const scheme = kind === 'windows' ? 'Negotiate' : 'Bearer';
  return new AdminServiceError(401, 'Authorization has been denied for this request.', {
    'www-authenticate': scheme,
  });
}
