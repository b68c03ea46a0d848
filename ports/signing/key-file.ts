import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { SigningError } from './errors.ts';
import type { PublicKey, SigningKey } from './port.ts';

const ownerOnly = 0o600;
const groupAndOthers = 0o077;
const rawKeyBytes = 32;
const kidLength = 16;

/** Makes an Ed25519 private key as PKCS8 PEM, readable by its owner alone. Never replaces a file. */
export async function makeKeyFile(file: string): Promise<PublicKey> {
  const pair = generateKeyPairSync('ed25519');
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  try {
    await writeFile(file, pem, { mode: ownerOnly, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new SigningError('conflict', `${file} is there already; a key is never replaced`);
  }
  return publicHalf(pair.publicKey);
}

/** Reads a private key file. Refuses one that others than its owner may read. */
export async function readKeyFile(file: string): Promise<SigningKey> {
  const pem = await readOwn(file);
  const key = parsed(file, () => createPrivateKey(pem));
  return {
    ...publicHalf(createPublicKey(key)),
    sign: (form) => sign(null, Buffer.from(canonicalJson(form)), key).toString('base64'),
  };
}

/** Reads a public key file: SPKI PEM, or the private key's own file. */
export async function readPublicKeyFile(file: string): Promise<PublicKey> {
  const pem = await readPresent(file);
  return publicHalf(parsed(file, () => createPublicKey(pem)));
}

/** The key id of a raw public key in base64. */
export function keyIdOf(publicKey: string): string {
  return createHash('sha256')
    .update(Buffer.from(publicKey, 'base64'))
    .digest('hex')
    .slice(0, kidLength);
}

function publicHalf(key: KeyObject): PublicKey {
  // The SPKI form of an Ed25519 key is a fixed prefix and the 32 raw bytes (RFC 8410).
  const raw = key.export({ type: 'spki', format: 'der' }).subarray(-rawKeyBytes);
  const publicKey = raw.toString('base64');
  return { kid: keyIdOf(publicKey), publicKey };
}

function parsed(file: string, parse: () => KeyObject): KeyObject {
  const wrong = `${file} is no Ed25519 key in PEM form`;
  let key: KeyObject;
  try {
    key = parse();
  } catch (error) {
    throw new SigningError('invalid', wrong, { cause: error });
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new SigningError('invalid', wrong);
  return key;
}

async function readOwn(file: string): Promise<string> {
  const pem = await readPresent(file);
  const { mode } = await stat(file);
  // Windows has no such bits; its access lists are the owner's to keep.
  if (process.platform !== 'win32' && (mode & groupAndOthers) !== 0) {
    throw new SigningError('exposed', `${file} may be read by others; set its mode to 0600`);
  }
  return pem;
}

async function readPresent(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new SigningError('missing', `there is no key file ${file}`);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
