import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requirements, sections } from '../../../domain/requirements/index.ts';
import { applies } from '../../../domain/requirements/judge.ts';
import type { Requirement, Rule } from '../../../domain/requirements/requirement.ts';
import { severities } from './severities.ts';

const root = resolve(import.meta.dirname, '../../..');
const numberOf = ({ id }: Requirement): number => Number(id.slice('REQ-'.length));
const rules = requirements.filter((entry): entry is Rule => entry.kind === 'rule');

/** What faces a person: tasks, and checks that a person may have to answer in place of a read. */
function isAttested(entry: Requirement): boolean {
  return entry.kind === 'task' || (entry.kind === 'check' && entry.whenUnknown !== undefined);
}

describe('the catalogue', () => {
  test('has each id once, in order, section by section', () => {
    const numbers = requirements.map(numberOf);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(sections.map(({ letter }) => letter).join('')).toBe('ABCDEFGHIJKLMNO');
  });

  test('misses none of what blocks or warns, at the severity it has at its source', () => {
    expect(severities.size).toBe(174);
    const found = requirements.map(({ id, severity }) => [id, severity] as const);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(severities));
  });

  test.each([true, false])(
    'puts at most 25 tasks before an autopilot run, Managed Desktop %s',
    (managedDesktop) => {
      const run = { path: 'autopilot', managedDesktop, cloud: 'public' } as const;
      const faced = requirements.filter((entry) => isAttested(entry) && applies(entry, run));
      expect(faced.length).toBeGreaterThan(0);
      expect(faced.length).toBeLessThanOrEqual(25);
    },
  );
});

describe.each(requirements.map((entry) => [entry.id, entry] as const))('%s', (_id, entry) => {
  test('says everything a person needs, each in whole words, and its sources by address', () => {
    const { title, statement, remedy, sources } = entry;
    const texts = [title, statement, remedy];
    if (entry.kind === 'task') texts.push(entry.instructions, entry.evidence);
    if (entry.kind === 'check' && entry.whenUnknown !== undefined) {
      texts.push(entry.whenUnknown.instructions, entry.whenUnknown.evidence);
    }
    for (const text of texts) expect(text.trim()).toMatch(/^\S.{2,}$/);
    for (const sentence of [statement, remedy]) expect(sentence).toMatch(/\.$/);
    // A bar would break the table of docs/requirements.md.
    expect(texts.join('')).not.toContain('|');
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(new URL(source).protocol).toBe('https:');
    expect(entry.paths.length).toBeGreaterThan(0);
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('rule %s', (_id, rule) => {
  test('is enforced by code that is there, and shown by a test that is there', () => {
    const [file = '', name = ''] = rule.enforcedIn.split('#', 2);
    expect(textOf(file)).toMatch(new RegExp(`export (async )?(function|const|class) ${name}\\b`));
    const [testFile = '', testName = ''] = splitOnce(rule.shownBy);
    expect(testName.length).toBeGreaterThan(5);
    expect(textOf(testFile)).toContain(testName);
  });
});

function splitOnce(reference: string): readonly string[] {
  const at = reference.indexOf('#');
  return [reference.slice(0, at), reference.slice(at + 1)];
}

function textOf(file: string): string {
  const path = resolve(root, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
