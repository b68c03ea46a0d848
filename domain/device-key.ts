import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json.ts';
import type { SerialKey } from './serial-number.ts';

/** Half of the digest: short in a workflow id, and 128 bits keep any fleet free of collisions. */
const keyHexLength = 32;
/** With less the serial numbers behind the keys could be found by trying. */
const secretBytesMin = 16;

/**
 * The name of a device in workflow ids, histories and logs, where no serial number may stand (design §7).
 * The same device gets the same key in every run of a tenant, and unlike keys in two tenants.
 */
export function deviceKey(secret: Uint8Array, tenant: string, serial: SerialKey): string {
  if (secret.length < secretBytesMin) throw new RangeError('the device key secret is too short');
  // As a list, so that no tenant and serial number run together into another pair.
  const digest = hmac(sha256, secret, utf8ToBytes(canonicalJson([tenant, serial])));
  return bytesToHex(digest).slice(0, keyHexLength);
}
