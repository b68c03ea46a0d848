import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the embedded profile needs and nobody should have to provide. Made once per state folder. */
export interface StackSecrets {
  /** Base64 of 32 bytes: encrypts hardware hashes at rest. */
  readonly dataKey: string;
  /** Base64 of 32 bytes: turns a serial into a device key. */
  readonly deviceKeySecret: string;
  /** Ed25519, PKCS8 PEM: the API countersigns decisions with it. */
  readonly countersignKeyFile: string;
  /** Its public half, SPKI PEM, for the guard's trust list. */
  readonly countersignPublicKeyFile: string;
  /** Ed25519, PKCS8 PEM: the launcher mints the personas' tokens with it. */
  readonly issuerKeyFile: string;
  /** Its public half, SPKI PEM, for the API. */
  readonly issuerPublicKeyFile: string;
}

const keyBytes = 32;
const ownerOnly = 0o600;

export async function stackSecrets(stateDir: string): Promise<StackSecrets> {
  const folder = path.join(stateDir, 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [countersign, issuer] = await Promise.all([
    keyPair(folder, 'countersign'),
    keyPair(folder, 'dev-issuer'),
  ]);
  return {
    dataKey: await randomKey(path.join(folder, 'data-key')),
    deviceKeySecret: await randomKey(path.join(folder, 'device-key-secret')),
    countersignKeyFile: countersign.privateFile,
    countersignPublicKeyFile: countersign.publicFile,
    issuerKeyFile: issuer.privateFile,
    issuerPublicKeyFile: issuer.publicFile,
  };
}

async function randomKey(file: string): Promise<string> {
  if (!existsSync(file)) {
    await writeFile(file, randomBytes(keyBytes).toString('base64'), { mode: ownerOnly });
  }
  return readFile(file, 'utf8');
}

async function keyPair(
  folder: string,
  name: string,
): Promise<{ privateFile: string; publicFile: string }> {
  const privateFile = path.join(folder, `${name}.pem`);
  const publicFile = path.join(folder, `${name}.pub.pem`);
  if (!existsSync(publicFile)) {
    const pair = generateKeyPairSync('ed25519');
    await writeFile(privateFile, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: ownerOnly,
    });
    await writeFile(publicFile, pair.publicKey.export({ type: 'spki', format: 'pem' }));
  }
  return { privateFile, publicFile };
}
