import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { failures } from '../domain/failures.ts';
import { deviceListBytesMax } from '../ports/device-list/read-device-list.ts';
import { CliError, unusable } from './cli-error.ts';
import type { UploadFile } from './client.ts';
import { exitCodes } from './exit-codes.ts';

/** A file larger than the API takes in is not even read; what has no size, such as a pipe, is read so far and no further. */
export async function readInputFile(file: string): Promise<UploadFile> {
  try {
    const { size } = await stat(file);
    if (size > deviceListBytesMax) throw tooLarge(file);
    return { name: path.basename(file), bytes: await readBounded(file) };
  } catch (error) {
    throw fileError(file, error);
  }
}

/** One byte more than allowed tells that there is more. */
async function readBounded(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await buffer(createReadStream(file, { end: deviceListBytesMax }));
  if (bytes.length > deviceListBytesMax) throw tooLarge(file);
  return bytes;
}

function tooLarge(file: string): CliError {
  return new CliError(`${file}: ${failures.FileTooLarge.text}`, {
    exitCode: exitCodes.unusable,
    code: 'FileTooLarge',
  });
}

/** Serial numbers, one a line; a header, other columns and blank lines are left aside. */
export function parseSerialNumbers(text: string): string[] {
  const cells = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) =>
      (line.split(/[,;\t]/, 1)[0] ?? '')
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    );
  return cells.filter((cell, at) => cell !== '' && !(at === 0 && /serial/i.test(cell)));
}

function fileError(file: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return unusable(`There is no file ${file}`);
  if (code === 'EISDIR') return unusable(`${file} is a folder, not a file`);
  if (code === 'EACCES') return unusable(`${file} cannot be read: permission denied`);
  return error instanceof Error ? error : unusable(`${file} cannot be read`);
}
