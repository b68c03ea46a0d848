import iconv from 'iconv-lite';

export type DecodedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly looksLike: string };

/**
 * The text of a device list, whatever wrote it: Intune's template is ANSI, PowerShell 5 writes UTF-16,
 * SSRS and PowerShell 7 UTF-8. A byte order mark decides; without one what looks like UTF-16 is UTF-16, what is
 * valid UTF-8 is UTF-8 (text in Windows-1252 with a letter beyond ASCII is not), the rest Windows-1252.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const magic = binaryMagic.find(({ start }) => startsWith(bytes, start));
  if (magic !== undefined) return { kind: 'binary', looksLike: magic.looksLike };
  const text = decode(bytes);
  // No text holds NUL; executables and images do.
  return text.includes('\0')
    ? { kind: 'binary', looksLike: 'a binary file' }
    : { kind: 'text', text };
}

/** What people upload instead, so that the answer can say so. */
const binaryMagic: readonly { readonly start: readonly number[]; readonly looksLike: string }[] = [
  { start: [0x50, 0x4b, 0x03, 0x04], looksLike: 'an Excel workbook or a ZIP archive' },
  { start: [0xd0, 0xcf, 0x11, 0xe0], looksLike: 'an Excel workbook' },
  { start: [0x25, 0x50, 0x44, 0x46], looksLike: 'a PDF document' },
  { start: [0x1f, 0x8b], looksLike: 'a compressed file' },
];

/** As long as the shortest header, in bytes of UTF-16. */
const unmarkedBytesMin = 64;

/** Scripts that write UTF-16 without a mark: every second byte of a header is zero, and none of the others. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length < unmarkedBytesMin || bytes.length % 2 !== 0) return undefined;
  const head = Array.from(bytes.subarray(0, unmarkedBytesMin));
  const zeros = head.map((byte) => byte === 0);
  if (zeros.every((isZero, at) => isZero === (at % 2 === 1))) return 'utf-16le';
  return zeros.every((isZero, at) => isZero === (at % 2 === 0)) ? 'utf-16be' : undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Marks are kept off the text by both decoders. */
function decode(bytes: Uint8Array): string {
  if (startsWith(bytes, [0xff, 0xfe])) return iconv.decode(bytes, 'utf-16le');
  if (startsWith(bytes, [0xfe, 0xff])) return iconv.decode(bytes, 'utf-16be');
  const unmarked = unmarkedUtf16(bytes);
  if (unmarked !== undefined) return iconv.decode(bytes, unmarked);
  try {
    return utf8.decode(bytes);
  } catch {
    // `fatal` throws on the first byte that is no UTF-8, and on nothing else.
    return iconv.decode(bytes, 'windows-1252');
  }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
