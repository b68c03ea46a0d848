import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { LedgerError } from './errors.ts';

const algorithm = 'aes-256-gcm';
const dataKeyBytes = 32;
// NIST SP 800-38D: 96 bits random, good for 2^32 texts under one key.
const nonceBytes = 12;
const tagBytes = 16;
// Names the key without saying anything about it: the keys are random.
const keyIdDigits = 16;

export interface Sealed {
  readonly keyId: string;
  /** Nonce, tag, ciphertext. */
  readonly sealed: Uint8Array;
}

export interface DataCipher {
  /** `place` names the row: what was sealed for one row does not open in another. */
  seal(text: string, place: string): Sealed;
  open(sealed: Sealed, place: string): string;
}

/** Encrypts hardware hashes and escrowed objects at rest. */
export function createDataCipher(dataKey: Uint8Array): DataCipher {
  if (dataKey.length !== dataKeyBytes) {
    throw new RangeError(`the data key has ${dataKey.length} bytes; it must have ${dataKeyBytes}`);
  }
  const keyId = createHash('sha256').update(dataKey).digest('hex').slice(0, keyIdDigits);
  return {
    seal(text, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, dataKey, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return { keyId, sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]) };
    },
    open(row, place) {
      if (row.keyId !== keyId) {
        throw new LedgerError('refused', `sealed under data key ${row.keyId}, not under ${keyId}`);
      }
      const nonce = row.sealed.subarray(0, nonceBytes);
      const tag = row.sealed.subarray(nonceBytes, nonceBytes + tagBytes);
      const decipher = createDecipheriv(algorithm, dataKey, nonce, { authTagLength: tagBytes })
        .setAAD(Buffer.from(place))
        .setAuthTag(tag);
      try {
        const body = decipher.update(row.sealed.subarray(nonceBytes + tagBytes));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch (error) {
        throw new LedgerError('refused', 'sealed data does not verify', { cause: error });
      }
    },
  };
}
