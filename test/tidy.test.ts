import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../scripts/stack/paths.ts';

const lineCeiling = 400;
const lineCeilingOfTests = 500;

/** What git tracks or would track: ignored files are nobody's concern. */
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: projectRoot,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(path.join(projectRoot, file)));
const sources = tracked.filter(
  (file) => /\.(ts|mjs)$/.test(file) && !file.startsWith('ports/ledger/migrations/'),
);

function read(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8');
}

/** Files in which a line matches, as file:line, so that the failure says where. */
function linesMatching(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])),
  );
}

interface Manifest {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
}

function manifest(): Manifest {
  return JSON.parse(read('package.json')) as Manifest;
}

describe('files', () => {
  it('stay short enough to be read at once', () => {
    const tooLong = sources.filter((file) => {
      const ceiling = file.startsWith('test/') ? lineCeilingOfTests : lineCeiling;
      return read(file).split('\n').length - 1 > ceiling;
    });
    expect(tooLong).toEqual([]);
  });

  it('name an issue beside each thing left to do', () => {
    const word = ['TO', 'DO'].join('');
    expect(linesMatching(sources, new RegExp(`\\b${word}\\b(?!\\(#\\d+\\))`))).toEqual([]);
  });

  it('switch a lint rule off only with a reason', () => {
    expect(linesMatching(sources, /eslint-disable(?!.* -- \S)/)).toEqual(
      linesMatching(['test/tidy.test.ts'], /eslint-disable(?!.* -- \S)/),
    );
  });

  it('hold no path of somebody’s machine', () => {
    const text = tracked.filter((file) => !/\.(png|jpg|gz|bin)$/.test(file));
    const machinePaths = new RegExp(
      ['/work', '/home/[a-z]', '/Users/[a-z]', '/root'].join('/|') + '/',
    );
    const own = linesMatching(['test/tidy.test.ts'], machinePaths);
    expect(linesMatching(text, machinePaths).filter((place) => !own.includes(place))).toEqual([]);
  });
});

describe('workflow and domain code', () => {
  const pure = sources.filter((file) => /^(domain|workflows)\//.test(file));

  it('reads no clock and throws no dice', () => {
    const withoutTheClock = pure.filter((file) => file !== 'workflows/workflow-time.ts');
    expect(linesMatching(withoutTheClock, /\bDate\.now\(|\bMath\.random\(|new Date\(\)/)).toEqual(
      [],
    );
  });

  it('names patches in their registry only', () => {
    const others = pure.filter((file) => file !== 'workflows/patches.ts');
    expect(linesMatching(others, /\b(patched|deprecatePatch)\(\s*['"`]/)).toEqual([]);
  });
});

describe('documents', () => {
  it('number the decision records without a gap', () => {
    const numbers = readdirSync(path.join(projectRoot, 'docs', 'adr'))
      .filter((file) => file.endsWith('.md'))
      .map((file) => Number(file.slice(0, 4)))
      .sort((a, b) => a - b);
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('keep an Unreleased heading in the change log', () => {
    expect(read('CHANGELOG.md')).toMatch(/^## \[?Unreleased\]?/m);
  });

  it('name only npm scripts that exist', () => {
    const named = [...read('README.md').matchAll(/npm run ([a-z][a-z0-9:-]*)/g)].map(
      (match) => match[1],
    );
    const unknown = named.filter((name) => name !== undefined && !(name in manifest().scripts));
    expect(unknown).toEqual([]);
  });
});

describe('packages', () => {
  it('have the same version of everything from Temporal', () => {
    const { dependencies } = manifest();
    const versions = Object.entries(dependencies)
      .filter(([name]) => name.startsWith('@temporalio/'))
      .map(([, version]) => version);
    expect(new Set(versions)).toEqual(new Set(['1.24.0']));
  });

  it('are locked without a registry’s address', () => {
    expect(linesMatching(['package-lock.json'], /"resolved":/)).toEqual([]);
  });

  // With protobufjs 7 at top level this throws "type must be a Type", and replay is dead.
  it('have the protobufjs that replay needs', () => {
    expect(() => historyFromJSON({ events: [] })).not.toThrow();
  });
});
