/**
 * Characters that act instead of being read: C0, DEL and C1 move a terminal's cursor and erase what stands there, line and
 * paragraph separators end lines unseen, and the bidirectional overrides show text in another order than it has.
 */
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/;
const everyControls = new RegExp(controls, 'g');

export function hasControlCharacters(text: string): boolean {
  return controls.test(text);
}

/** For one line in front of a person: each run of control characters becomes a blank. */
export function oneLine(text: string): string {
  return text.replaceAll(everyControls, ' ');
}

/** The same for text of several lines: their ends stay, nothing else does. */
export function plainLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => oneLine(line))
    .join('\n');
}

/** For text whose strings know `\u` escapes, such as JSON: the same value without a control character but line ends. */
export function escapeControls(text: string): string {
  return text.replaceAll(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}
