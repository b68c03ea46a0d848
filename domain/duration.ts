const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Days and below only: a month has no length, and a deadline needs one. */
const form = /^P(?=\d|T\d)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const units = [7 * dayMs, dayMs, hourMs, minuteMs, secondMs];

/** Milliseconds of an ISO 8601 duration `PnWnDTnHnMnS`, or nothing. */
export function durationMs(text: string): number | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const sum = units.reduce((total, unit, index) => total + Number(match[index + 1] ?? 0) * unit, 0);
  return Number.isSafeInteger(sum) ? sum : undefined;
}
