import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mintPersonaToken, type Persona, type TokenIssuer } from './persona-token.ts';

/** Tokens last an hour; renewed at half time, so that a file never holds a stale one. */
const renewMs = 30 * 60_000;

/** Keeps one token file per person for whoever tries the command against a running stack. Answers file by person. */
export async function keepTokenFiles(
  place: TokenIssuer & { readonly stateDir: string },
  personas: Readonly<Record<string, Persona>>,
): Promise<{ readonly files: Readonly<Record<string, string>>; readonly stop: () => void }> {
  const folder = path.join(place.stateDir, 'tokens');
  const fileOf = (name: string): string => path.join(folder, `${name}.token`);
  const write = async (): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const [name, persona] of Object.entries(personas)) {
      await writeFile(fileOf(name), await mintPersonaToken(place, persona), { mode: 0o600 });
    }
  };
  await write();
  const timer = setInterval(() => {
    write().catch((error: unknown) => {
      console.error('tokens were not renewed:', error);
    });
  }, renewMs);
  const files = Object.fromEntries(Object.keys(personas).map((name) => [name, fileOf(name)]));
  return {
    files,
    stop: () => {
      clearInterval(timer);
    },
  };
}
