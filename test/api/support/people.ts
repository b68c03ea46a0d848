import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { roles, type Role } from '../../../api/access.ts';

export const tenantId = '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d';
export const otherTenantId = '00000000-0000-4000-8000-000000000001';

export interface Claims {
  readonly tid?: string;
  readonly oid?: string;
  readonly roles?: readonly string[];
  /** Absent: an application's own token. */
  readonly scp?: string | undefined;
  readonly idtyp?: string;
  readonly iss?: string;
  readonly aud?: string;
  readonly expiresAt?: number;
}

/** A development issuer of the test's own. */
export interface TestIssuer {
  readonly publicKeyPem: string;
  token(claims: Claims): Promise<string>;
}

export function createTestIssuer(): TestIssuer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    token: (claims) => mint(privateKey, claims),
  };
}

const hourSeconds = 3_600;

function mint(key: KeyObject, claims: Claims): Promise<string> {
  const scp = 'scp' in claims ? claims.scp : 'access_as_user';
  const token = new SignJWT({
    tid: claims.tid ?? tenantId,
    oid: claims.oid ?? 'oid-ada',
    name: 'Ada Example',
    roles: claims.roles ?? [],
    ...(scp === undefined ? {} : { scp }),
    ...(claims.idtyp === undefined ? {} : { idtyp: claims.idtyp }),
  });
  return token
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setIssuer(claims.iss ?? 'https://gangway.localhost/dev-issuer')
    .setAudience(claims.aud ?? 'api://gangway')
    .setIssuedAt()
    .setExpirationTime(claims.expiresAt ?? Math.floor(Date.now() / 1000) + hourSeconds)
    .sign(key);
}

/** One person for each role, and one with none. */
export const people = {
  admin: { oid: 'oid-admin', roles: [roles.admin] },
  approver: { oid: 'oid-approver', roles: [roles.approver] },
  secondApprover: { oid: 'oid-second', roles: [roles.approver] },
  operator: { oid: 'oid-operator', roles: [roles.operator] },
  auditor: { oid: 'oid-auditor', roles: [roles.auditor] },
  nobody: { oid: 'oid-nobody', roles: [] },
} as const satisfies Record<string, { oid: string; roles: readonly Role[] }>;
export type PersonName = keyof typeof people;
