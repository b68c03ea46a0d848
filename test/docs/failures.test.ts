import { expect, it } from 'vitest';
import { failures } from '../../domain/failures.ts';
import { renderFailuresPage } from './failures-page.ts';

it('docs/failures.md says of each failure what the table says', async () => {
  await expect(renderFailuresPage()).toMatchFileSnapshot('../../docs/failures.md');
});

it.each(Object.entries(failures))('%s tells a person what to do in one sentence', (_, failure) => {
  expect(failure.text).toMatch(/^[A-Z].*\.$/);
  // A bar would break the page's table.
  expect(failure.text).not.toContain('|');
});
