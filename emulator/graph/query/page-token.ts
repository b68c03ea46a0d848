import { createHash } from 'node:crypto';

/**
 * `$skiptoken` and `$deltatoken`: where a reader stands, as text that says nothing to it. A token
 * belongs to one path; a client that makes one up or carries it elsewhere is refused.
 * https://learn.microsoft.com/graph/paging: "don't try to extract the $skiptoken".
 */
export function sealToken(path: string, position: object): string {
  const content = Buffer.from(JSON.stringify(position));
  const seal = sealOf(path, content);
  return Buffer.concat([seal, mask(content, seal)]).toString('base64url');
}

export function openToken(path: string, token: string): unknown {
  const bytes = Buffer.from(token, 'base64url');
  const seal = bytes.subarray(0, SEAL_BYTES);
  const content = mask(bytes.subarray(SEAL_BYTES), seal);
  if (!sealOf(path, content).equals(seal)) return undefined;
  return JSON.parse(content.toString());
}

const SEAL_BYTES = 8;

function sealOf(path: string, content: Buffer): Buffer {
  return createHash('sha256')
    .update(path.toLowerCase())
    .update('\n')
    .update(content)
    .digest()
    .subarray(0, SEAL_BYTES);
}

/** No secret: only keeps people from reading numbers where the vendor shows none. */
function mask(bytes: Buffer, seal: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ (seal[index % seal.length] ?? 0)));
}
