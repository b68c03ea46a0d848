import { readFile } from 'node:fs/promises';
import { importPKCS8, SignJWT } from 'jose';

/** Somebody the launcher plays: an admin, an approver, an operator, an auditor. */
export interface Persona {
  readonly oid: string;
  readonly name: string;
  /** Application roles, for example `Gangway.Approver`. */
  readonly roles: readonly string[];
}

export interface TokenIssuer {
  readonly tenantId: string;
  readonly issuerKeyFile: string;
}

const issuer = 'https://gangway.localhost/dev-issuer';
const audience = 'api://gangway';
// As long as Entra ID's own access tokens; a demo is over by then.
const lifetime = '1h';

/** A delegated token of the development issuer, of the same shape as Entra ID's. */
export async function mintPersonaToken(source: TokenIssuer, persona: Persona): Promise<string> {
  const key = await importPKCS8(await readFile(source.issuerKeyFile, 'utf8'), 'EdDSA');
  const claims = {
    tid: source.tenantId,
    oid: persona.oid,
    name: persona.name,
    roles: persona.roles,
    scp: 'access_as_user',
    ver: '2.0',
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(persona.oid)
    .setIssuedAt()
    .setNotBefore('0s')
    .setExpirationTime(lifetime)
    .sign(key);
}
