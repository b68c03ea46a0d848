import type { VendorCall, VendorResponse } from './vendor-call.ts';

interface Remembered {
  atMs: number;
  response: VendorResponse;
}

/** Per URL: older ones are forgotten, the newest stay. */
const ANSWERS_MAX = 100;

/** What a lagging replica would say: earlier answers to the same request. */
export class StaleAnswers {
  readonly #byUrl = new Map<string, Remembered[]>();

  remember(call: VendorCall, remembered: Remembered): void {
    const key = keyOf(call);
    const answers = this.#byUrl.get(key) ?? [];
    answers.push(remembered);
    if (answers.length > ANSWERS_MAX) answers.shift();
    this.#byUrl.set(key, answers);
  }

  answerTo(call: VendorCall, { notAfterMs }: { notAfterMs: number }): VendorResponse | undefined {
    const answers = this.#byUrl.get(keyOf(call)) ?? [];
    return answers.findLast(({ atMs }) => atMs <= notAfterMs)?.response;
  }
}

function keyOf({ caller, method, path, query }: VendorCall): string {
  return `${caller} ${method} ${path} ${JSON.stringify(query)}`;
}
