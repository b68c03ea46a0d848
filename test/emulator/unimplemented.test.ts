import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allOperations } from '../../emulator/graph/metadata/operations.ts';
import { graphRoutes } from '../../emulator/graph/routes.ts';
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
    expect(answer.body.error.message).toMatch(/^Not emulated: /);
    const differences = await readFile('docs/emulator-differences.md', 'utf8');
    expect(differences).toContain(`\`${operation}\``);
  });

  it('is nothing that the pinned contract has', () => {
    const served = graphRoutes(lab.emulator.simulation).map(
      ({ method, path }) => `${method} ${withoutNames(path)}`,
    );
    const missing = allOperations().filter(
      ({ method, path }) => !served.includes(`${method} ${withoutNames(path)}`),
    );
    expect(missing.map(({ id }) => id)).toEqual([]);
  });
});

/** `:id` of a route and `{deviceId}` of the contract are both somebody's key. */
function withoutNames(path: string): string {
  return path.replaceAll(/:[A-Za-z]+|\{[A-Za-z]+\}/g, '*');
}
