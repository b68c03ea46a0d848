import { expect, it } from 'vitest';
import { renderRequirementsPage } from './requirements-page.ts';

it('docs/requirements.md says of each requirement what the catalogue says', async () => {
  await expect(renderRequirementsPage()).toMatchFileSnapshot('../../docs/requirements.md');
});
