import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories } from './support.ts';
import { cases } from './contract/cases.ts';
import { problemsOf } from './contract/check-body.ts';
import { PILOT, USER, openRichWorld } from './contract/rich-world.ts';
import { keyOf, routesOf, walkRoutes } from './contract/walk.ts';
import type { Exchange } from './contract/walk.ts';

/**
 * Every answer of every route against Microsoft's metadata. A route that has no case in
 * `contract/` fails here, so that none is served unseen.
 */
describe.each(['v1.0', 'beta'] as const)('the answers of %s', (version) => {
  let exchanges: Exchange[];
  beforeAll(async () => {
    exchanges = await walkRoutes(version);
  });
  afterAll(closeLaboratories);

  it('have the status that the operation has', () => {
    const wrong = exchanges.filter(({ status, step, operation }) =>
      step.status === undefined ? !operation.status.includes(status) : status !== step.status,
    );
    const shown = wrong.map(({ key, status, body }) => `${key}: ${status} ${JSON.stringify(body)}`);
    expect(shown).toEqual([]);
  });

  it('hold exactly the properties of their types, of the right kind', () => {
    const problems = exchanges
      .filter(({ status }) => status < 300 && status !== 204)
      .flatMap(({ key, body, operation, step }) => {
        const query = new URL(step.path, 'https://graph.microsoft.com').searchParams;
        return problemsOf(body, operation, { version, query }).map((text) => `${key}: ${text}`);
      });
    expect([...new Set(problems)]).toEqual([]);
  });

  it('show something of everything', () => {
    const empty = exchanges.filter(({ body, status }) => {
      const value = (body as { value?: unknown } | undefined)?.value;
      return status === 200 && Array.isArray(value) && value.length === 0;
    });
    expect(empty.map(({ step }) => step.path)).toEqual([]);
  });

  it('refuse in the envelope of their back end', () => {
    const refused = exchanges.filter(({ status }) => status >= 400);
    for (const { body, key } of refused) {
      const { error } = body as { error: { innerError: object } };
      expect(Object.keys(error), key).toEqual(['code', 'message', 'innerError']);
      expect(Object.keys(error.innerError), key).toEqual([
        'date',
        'request-id',
        'client-request-id',
      ]);
    }
    expect(refused).not.toEqual([]);
  });
});

describe('the routes', () => {
  afterAll(closeLaboratories);

  it('take keys in parentheses too, and say what an answer is', async () => {
    const lab = await openRichWorld();
    const context = async (path: string) => {
      const { body } = await lab.graph('GET', `/beta${path}`);
      return (body as unknown as Record<string, string>)['@odata.context']?.split('#')[1];
    };
    expect(await context(`/groups('${PILOT}')?$select=id,displayName`)).toBe(
      'groups(id,displayName)/$entity',
    );
    expect(await context(`/groups('${PILOT}')/members`)).toBe('directoryObjects');
    expect(await context('/devices/delta()')).toBe('devices');
    expect(await context('/deviceManagement/getComanagedDevicesSummary()')).toBe(
      'microsoft.graph.comanagedDevicesSummary',
    );
    expect(await context(`/users('${USER}')/licenseDetails`)).toBe(
      `users('${USER}')/licenseDetails`,
    );
  });

  it('are all walked, and nothing else is', async () => {
    const lab = await openRichWorld();
    const routes = routesOf(lab.emulator.simulation).map(keyOf);
    expect(Object.keys(cases).toSorted()).toEqual(routes.toSorted());
  });
});
