import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { makeKeyFile, readKeyFile } from '../ports/signing/key-file.ts';
import type { GangwayClient } from './client.ts';

/** What the guard's operator puts on the trust list: `npm run trust -- add FILE`. */
export interface Enrolment {
  readonly kid: string;
  readonly oid: string;
  readonly publicKey: string;
}

/** Makes the key when there is none, and registers its public half. Doing it again changes nothing. */
export async function enrolApprover(
  client: GangwayClient,
  keyFile: string,
): Promise<{ enrolment: Enrolment; isNewKey: boolean }> {
  const isNewKey = !existsSync(keyFile);
  if (isNewKey) {
    await mkdir(path.dirname(keyFile), { recursive: true, mode: 0o700 });
    await makeKeyFile(keyFile);
  }
  const { kid, publicKey } = await readKeyFile(keyFile);
  // The API answers the oid that it authenticated, which is the one decisions must carry.
  const { oid } = await client.registerApprover({ kid, publicKey });
  return { enrolment: { kid, oid, publicKey }, isNewKey };
}
