import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { failures } from '../domain/failures.ts';
import { deviceListBytesMax } from '../ports/device-list/read-device-list.ts';
import { CliError, unusable } from './cli-error.ts';
import type { UploadFile } from './client.ts';
import { exitCodes } from './exit-codes.ts';

/** A file larger than the API takes in is not even read. */
export async function readInputFile(file: string): Promise<UploadFile> {
  try {
    const { size } = await stat(file);
    if (size > deviceListBytesMax) {
      throw new CliError(`${file}: ${failures.FileTooLarge.text}`, {
        exitCode: exitCodes.unusable,
        code: 'FileTooLarge',
      });
    }
    return { name: path.basename(file), bytes: new Uint8Array(await readFile(file)) };
  } catch (error) {
    throw fileError(file, error);
  }
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
