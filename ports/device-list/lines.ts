/** A line of the file that stands for one record. */
export interface Line {
  /** 1-based number of the line in the file; of the first one when a cell runs over several. */
  readonly row: number;
  readonly text: string;
}

/** Four cells as full as a spreadsheet allows. What is longer is cut, and refused for what the cut leaves. */
const lineCharactersMax = 4 * 32_767;

/** CRLF, LF or CR, also mixed: lists are put together from several files. Blank lines are left out, but counted. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const text = line.slice(0, lineCharactersMax);
    // A row of empty cells is what a spreadsheet keeps of a deleted row.
    if (/[^\s,;"]/.test(text)) lines.push({ row: index + 1, text });
  }
  return lines;
}

/** A hash of double length in lines of 64 characters: more lines no cell has. */
const continuationLinesMax = 128;

/**
 * Makes each record one line with quotes that close, so that a stray quote costs its own row at most:
 * read by the letter of RFC 4180 it would swallow all rows up to the next quote, and devices would be lost.
 */
export function soundLines(lines: readonly Line[], delimiter: string): Line[] {
  const sound: Line[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    const quoting = quotingOf(line.text, delimiter);
    const joined = quoting === 'open' ? joinCell(lines, at, delimiter) : undefined;
    if (joined !== undefined) {
      sound.push({ row: line.row, text: joined.text });
      at += joined.extraLines;
    } else {
      const text = quoting === 'sound' ? line.text : line.text.replaceAll('"', '');
      sound.push({ row: line.row, text });
    }
  }
  return sound;
}

/** `sound`: each quoted cell opens and closes at its borders; `open`: the last one does not close. */
function quotingOf(line: string, delimiter: string): 'sound' | 'open' | 'stray' {
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      const close = closingQuote(line, at + 1);
      if (close === -1) return 'open';
      if (close + 1 === line.length) return 'sound';
      if (line[close + 1] !== delimiter) return 'stray';
      at = close + 2;
    } else {
      const end = line.indexOf(delimiter, at);
      if (line.slice(at, end === -1 ? undefined : end).includes('"')) return 'stray';
      if (end === -1) return 'sound';
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
 * The only cell that rightly runs over lines is a hash that some tool wrapped; so the lines in between
 * hold base64 and nothing else. Any other open quote is a stray one.
 */
function joinCell(
  lines: readonly Line[],
  first: number,
  delimiter: string,
): { readonly text: string; readonly extraLines: number } | undefined {
  let text = lines[first]?.text ?? '';
  if (!isBase64(text.slice(text.lastIndexOf('"') + 1))) return undefined;
  for (let extraLines = 1; extraLines <= continuationLinesMax; extraLines += 1) {
    const next = lines[first + extraLines]?.text;
    if (next === undefined) return undefined;
    const close = next.indexOf('"');
    if (!isBase64(close === -1 ? next : next.slice(0, close))) return undefined;
    text += next;
    if (close !== -1) {
      return quotingOf(text, delimiter) === 'sound' ? { text, extraLines } : undefined;
    }
  }
  return undefined;
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/=\s]*$/.test(text);
}
