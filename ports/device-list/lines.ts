/** A line of the file that stands for one record. */
export interface Line {
  /** 1-based number of the line in the file; of the first one when a cell runs over several. */
  readonly row: number;
  readonly text: string;
}

/** Four cells as full as a spreadsheet allows. What is longer is cut, and refused for what the cut leaves. */
const lineCharactersMax = 4 * 32_767;

/** CRLF, LF or CR, also mixed: lists are put together from several files. Blank lines are left out, but counted. */
export function splitLines(file: string): Line[] {
  const lines: Line[] = [];
  // `copy a.csv+b.csv` ends its file with Ctrl+Z.
  const whole = file.endsWith('\u001a') ? file.slice(0, -1) : file;
  for (const [index, line] of whole.split(/\r\n|\n|\r/).entries()) {
    const text = line.slice(0, lineCharactersMax);
    // A row of empty cells is what a spreadsheet keeps of a deleted row.
    if (/[^\s,;"]/.test(text)) lines.push({ row: index + 1, text });
  }
  return lines;
}

/** What the header says of the lines below it. */
interface Layout {
  readonly delimiter: string;
  readonly columns: number;
  readonly places: { readonly serialNumber: number; readonly hardwareHash: number };
}

/** No title or remark is as long; a hash is at least (`domain/hardware-hash.ts`). */
export const hashCharactersMin = 100;
/** A hash of double length in lines of 64 characters: more lines no cell has. */
const continuationLinesMax = 128;

/**
 * Makes each record one line with quotes that close, so that a stray quote costs its own row at most:
 * read by the letter of RFC 4180 it would swallow all rows up to the next quote, and devices would be lost.
 */
export function soundLines(lines: readonly Line[], layout: Layout): Line[] {
  const sound: Line[] = [];
  // Twice the titles: the values of ConfigMgr's report stand beside them. One more shows that there are too many.
  const cellsMax = 2 * layout.columns + 1;
  for (let at = 0; at < lines.length; at += 1) {
    const { text, extraLines } = recordAt(lines, at, layout);
    const row = lines[at]?.row ?? 0;
    sound.push({ row, text: cutAfterCells(text, layout.delimiter, cellsMax) });
    at += extraLines;
  }
  return sound;
}

interface RecordText {
  readonly text: string;
  /** Lines that belong to the record besides its first. */
  readonly extraLines: number;
}

function recordAt(lines: readonly Line[], at: number, layout: Layout): RecordText {
  const text = withoutOuterQuotes(lines[at]?.text ?? '', layout.delimiter);
  const quoting = quotingOf(text, layout.delimiter);
  if (quoting.kind === 'sound') return { text, extraLines: 0 };
  const joined =
    quoting.kind === 'open'
      ? joinCell(
          { text, opensAt: quoting.at, below: lines.slice(at + 1, at + 1 + continuationLinesMax) },
          layout,
        )
      : undefined;
  return joined ?? { text: text.replaceAll('"', ''), extraLines: 0 };
}

/**
 * A list that Excel opened as one column, as it does where the semicolon is its delimiter, comes back with each
 * whole line in quotes: `"5CG1,,T0Fz…,""Sales"""`.
 */
function withoutOuterQuotes(line: string, delimiter: string): string {
  if (!line.startsWith('"') || closingQuote(line, 1) !== line.trimEnd().length - 1) return line;
  const inner = line.trimEnd().slice(1, -1);
  return inner.includes(delimiter) ? inner.replaceAll('""', '"') : line;
}

type Quoting =
  /** Each quoted cell opens and closes at its borders. */
  | { readonly kind: 'sound' }
  /** The last cell, whose quote is at `at`, does not close. */
  | { readonly kind: 'open'; readonly at: number }
  | { readonly kind: 'stray' };

function quotingOf(line: string, delimiter: string): Quoting {
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      const close = closingQuote(line, at + 1);
      if (close === -1) return { kind: 'open', at };
      if (close + 1 === line.length) return { kind: 'sound' };
      if (line[close + 1] !== delimiter) return { kind: 'stray' };
      at = close + 2;
    } else {
      const end = line.indexOf(delimiter, at);
      if (line.slice(at, end === -1 ? undefined : end).includes('"')) return { kind: 'stray' };
      if (end === -1) return { kind: 'sound' };
      at = end + 1;
    }
  }
}

/** A doubled quote is a quote in the cell. */
function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from);
  while (at !== -1 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at;
}

/**
 * A cell that runs over lines is a hash that some tool wrapped, or text without a delimiter that fills its record up
 * to the cells of the header. Any other open quote is a stray one, and so is each that would take in a device.
 */
function joinCell(
  open: { readonly text: string; readonly opensAt: number; readonly below: readonly Line[] },
  layout: Layout,
): RecordText | undefined {
  let { text } = open;
  const start = text.slice(open.opensAt + 1);
  if (start.includes(layout.delimiter)) return undefined;
  let isHash = isBase64(start);
  for (const [index, { text: next }] of open.below.entries()) {
    if (isDevice(next, layout)) return undefined;
    const close = closingQuote(next, 0);
    const part = close === -1 ? next : next.slice(0, close);
    if (part.includes(layout.delimiter)) return undefined;
    isHash &&= isBase64(part);
    text += `\n${next}`;
    if (close !== -1) {
      const isWhole = isHash || countCells(text, layout.delimiter) === layout.columns;
      const isSound = quotingOf(text, layout.delimiter).kind === 'sound';
      return isSound && isWhole ? { text, extraLines: index + 1 } : undefined;
    }
  }
  return undefined;
}

function isDevice(line: string, { delimiter, places }: Layout): boolean {
  const cells = line
    .replaceAll('"', '')
    .split(delimiter, Math.max(places.serialNumber, places.hardwareHash) + 1);
  const { [places.serialNumber]: serialNumber = '', [places.hardwareHash]: hash = '' } = cells;
  return serialNumber !== '' && hash.length >= hashCharactersMin;
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/=\s]*$/.test(text);
}

/** Where the cells of a sound line end. */
function* cellEnds(line: string, delimiter: string): Generator<number> {
  let at = 0;
  for (;;) {
    if (line[at] === '"') at = closingQuote(line, at + 1) + 1;
    const end = line.indexOf(delimiter, at);
    yield end === -1 ? line.length : end;
    if (end === -1) return;
    at = end + 1;
  }
}

function cutAfterCells(line: string, delimiter: string, cellsMax: number): string {
  const last = cellEnds(line, delimiter)
    .drop(cellsMax - 1)
    .next();
  return last.done === true ? line : line.slice(0, last.value);
}

function countCells(line: string, delimiter: string): number {
  return cellEnds(line, delimiter).reduce((count) => count + 1, 0);
}
