import os from 'node:os';
import { describe, expect, it } from 'vitest';
import { patches } from '../../workflows/patches.ts';
import { recordedHistories } from './recorded.ts';

/** Histories are kept by the server for weeks and published with the sources: they may name nobody and nothing. */
const kilobytesMax = 400;

/** Payloads are base64 of JSON; what is inside must be looked at too. */
function readable(text: string): string {
  const payloads = [...text.matchAll(/"data": ?"([A-Za-z0-9+/=]+)"/g)];
  const inside = payloads.map((match) => Buffer.from(match[1] ?? '', 'base64').toString('utf8'));
  return [text.replaceAll(/"data": ?"[^"]*"/g, ''), ...inside].join('\n');
}

describe.each(recordedHistories)('the history $name', ({ text }) => {
  const plain = readable(text);

  it.each<[string, RegExp]>([
    ['hardware hash or other long base64', /[A-Za-z0-9+/]{500,}/],
    ['bearer token', /eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+/],
    ['private key', /PRIVATE KEY|secretKey/],
    ['serial number', /serial/i],
    ['mail address, or process and host', /\b[\w.]+@[a-z]|\b\d+@/i],
  ])('holds no %s', (_what, pattern) => {
    expect(plain.match(pattern)?.[0]).toBeUndefined();
  });

  it('does not say whose computer made it', () => {
    expect(plain).not.toContain(os.hostname());
  });

  it('is small enough to keep for ever', () => {
    expect(text.length / 1024).toBeLessThan(kilobytesMax);
  });
});

describe('a patch', () => {
  const names = recordedHistories.map(({ name }) => `${name}.json`);

  it('has a day, a reason and a recorded history', () => {
    for (const { since, reason, until, history } of Object.values(patches)) {
      expect(since).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(reason).not.toBe('');
      expect(until).not.toBe('');
      expect(names).toContain(history);
    }
  });
});
