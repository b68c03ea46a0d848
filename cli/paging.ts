import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** 100,000 devices in pages of 500, ten times over: whoever pages on longer goes round in circles. */
const pagesMax = 2_000;

/** Reads page after page until there is no next one. */
export async function everyPage<Item>(
  read: (after: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const all: Item[] = [];
  let after: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const { items, next } = await read(after);
    all.push(...items);
    if (next === undefined) return all;
    after = next;
  }
  throw new CliError(`the API's list does not end after ${pagesMax} pages`, {
    exitCode: exitCodes.refused,
  });
}
