export type ParsedHardwareHash =
  | {
      readonly kind: 'ok';
      /** Whole base64, as the vendor takes it. */
      readonly hash: string;
      readonly repaired: boolean;
      /** Far from 4,096 characters: worth a word, no reason to refuse (REQ-155). */
      readonly unusualLength: boolean;
    }
  | { readonly kind: 'rejected'; readonly code: 'HardwareHashMissing' | 'HardwareHashDamaged' };

/** Shorter than this when decoded it is no hardware report, whatever it is: real ones hold about 3,000 bytes. */
const decodedBytesMin = 100;
/** All a spreadsheet's cell holds; keeps the patterns below away from a whole file in one cell. */
const charactersMax = 32_767;
/** Half and double of the usual 4,096, which is an engineer's word of 2019 and no contract (REQ-155). */
const usualCharacters = { min: 2_048, max: 8_192 };

export function parseHardwareHash(text: string): ParsedHardwareHash {
  const given = text.trim();
  if (given === '') return { kind: 'rejected', code: 'HardwareHashMissing' };
  if (given.length > charactersMax) return damaged;
  // Wrapped lines and blanks carry nothing in base64.
  const hash = repairPadding(given.replace(/\s+/g, ''));
  if (hash === undefined || decodedLength(hash) < decodedBytesMin) return damaged;
  const unusualLength = hash.length < usualCharacters.min || hash.length > usualCharacters.max;
  return { kind: 'ok', hash, repaired: hash !== given, unusualLength };
}

const damaged = { kind: 'rejected', code: 'HardwareHashDamaged' } as const;

/** No padding, `=` and `==`, once as given and once with an `A` in place of two signs. */
const repairStepsMax = 5;

/**
 * Some firmware gives base64 without padding and the service answers 400 "Cannot convert the literal".
 * The repair is Microsoft's own (REQ-155, windows-itpro-docs #6155): one `=` more, and when two do not
 * help, an `A` instead of them, which fills up six missing zero bits.
 */
function repairPadding(given: string): string | undefined {
  let hash = given;
  for (let step = 0; step <= repairStepsMax; step += 1) {
    if (isWholeBase64(hash)) return hash;
    hash = hash.endsWith('==') ? `${hash.slice(0, -2)}A` : `${hash}=`;
  }
  return undefined;
}

/** Whether it decodes, told without decoding: a list holds thousands of these. */
function isWholeBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function decodedLength(hash: string): number {
  const padding = hash.length - hash.replace(/=+$/, '').length;
  return (hash.length / 4) * 3 - padding;
}
