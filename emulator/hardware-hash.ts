import { createHash } from 'node:crypto';

/**
 * A stand-in for the 4K hardware hash: same length, same prefix and same alphabet as the real
 * one, but with readable fields, since the real layout is not published.
 * Layout: magic, four length-prefixed fields, SHA-256 of what precedes, pseudo-random filler.
 */
const MAGIC = Buffer.from('4f41730101001c000000', 'hex');
/** 3,000 bytes are exactly 4,000 base64 characters; the service answers HashNot4k otherwise. */
const HASH_BYTES = 3000;
/** Still 4,000 characters, the last one a padding `=`: the length whose padding firmware forgets. */
const HASH_BYTES_PADDED = 2999;
const CHECKSUM_BYTES = 32;

export interface HardwareHashFields {
  serialNumber: string;
  manufacturer: string;
  model: string;
}

/** `seed` tells two machines with the same serial number apart; by convention the machineId. */
export interface HardwareHashInput extends HardwareHashFields {
  seed: string;
  /** One byte shorter, so that the base64 text ends with `=`. */
  isPadded?: boolean;
}

export type HardwareHashReading =
  | ({ valid: true; hardwareId: string } & HardwareHashFields)
  | { valid: false; reason: 'not-base64' | 'wrong-length' | 'wrong-prefix' | 'corrupt' };

/** The identity that the hash carries besides the serial number. */
export function hardwareIdOf(seed: string): string {
  return createHash('sha256').update(`hardware:${seed}`).digest('hex').slice(0, 16);
}

export function makeHardwareHash(input: HardwareHashInput): string {
  const fields = [input.serialNumber, input.manufacturer, input.model, hardwareIdOf(input.seed)];
  const head = Buffer.concat([MAGIC, ...fields.map(lengthPrefixed)]);
  const checksum = createHash('sha256').update(head).digest();
  const length = input.isPadded === true ? HASH_BYTES_PADDED : HASH_BYTES;
  const filler = fillerBytes(input.seed, length - head.length - checksum.length);
  return Buffer.concat([head, checksum, filler]).toString('base64');
}

export function readHardwareHash(base64: string): HardwareHashReading {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return { valid: false, reason: 'not-base64' };
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== HASH_BYTES && bytes.length !== HASH_BYTES_PADDED) {
    return { valid: false, reason: 'wrong-length' };
  }
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    return { valid: false, reason: 'wrong-prefix' };
  }
  return readFields(bytes) ?? { valid: false, reason: 'corrupt' };
}

function readFields(bytes: Buffer): HardwareHashReading | undefined {
  const fields: string[] = [];
  let offset = MAGIC.length;
  for (let index = 0; index < 4; index += 1) {
    const length = bytes.readUInt16LE(offset);
    if (offset + 2 + length + CHECKSUM_BYTES > bytes.length) return undefined;
    fields.push(bytes.toString('utf8', offset + 2, offset + 2 + length));
    offset += 2 + length;
  }
  const checksum = createHash('sha256').update(bytes.subarray(0, offset)).digest();
  if (!checksum.equals(bytes.subarray(offset, offset + CHECKSUM_BYTES))) return undefined;
  const [serialNumber = '', manufacturer = '', model = '', hardwareId = ''] = fields;
  return { valid: true, serialNumber, manufacturer, model, hardwareId };
}

function lengthPrefixed(text: string): Buffer {
  const value = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(value.length);
  return Buffer.concat([length, value]);
}

function fillerBytes(seed: string, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let index = 0; index * CHECKSUM_BYTES < length; index += 1) {
    blocks.push(createHash('sha256').update(`${seed}:${index}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}
