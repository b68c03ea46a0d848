import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unimplementedOperations } from '../../emulator/graph/unimplemented.ts';
import { closeLaboratories, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

describe('what is not emulated', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory();
  });
  afterAll(closeLaboratories);

  it.each(unimplementedOperations)('%s answers 501 and is documented', async (operation) => {
    const [method = '', path = ''] = operation.split(' ');
    const answer = await lab.graph(method, `/beta${path.replace('{id}', 'x')}`);
    expect(answer.status).toBe(501);
    expect(answer.body.error.code).toBe('NotImplemented');
    const differences = await readFile('docs/emulator-differences.md', 'utf8');
    expect(differences).toContain(`\`${operation}\``);
  });
});
