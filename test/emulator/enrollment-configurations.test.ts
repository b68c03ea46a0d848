import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories, configurations, groupTarget, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

const GROUP = '00000000-0000-4000-8000-0000000000a1';
const OTHER = '00000000-0000-4000-8000-0000000000a2';
const path = `/beta${configurations}`;
const type = (name: string) => ({ '@odata.type': `#microsoft.graph.${name}` });

describe('enrolment configurations', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory({ throttling: { mode: 'off' } });
  });
  afterAll(closeLaboratories);

  const create = async (name: string, extra: object = {}) => {
    const body = { ...type(name), displayName: 'C', ...extra };
    return lab.graph('POST', path, { body });
  };
  const priorities = async (ids: string[]) =>
    Promise.all(ids.map(async (id) => (await lab.graph('GET', `${path}/${id}`)).body.priority));

  it('begin with five defaults of priority 0 that nobody can delete, move or assign', async () => {
    const { body } = await lab.graph('GET', path);
    const defaults = body.value.filter(({ priority }) => priority === 0);
    const { tenantId } = lab.emulator.simulation.world.tenant;
    expect(defaults.map(({ id }) => id.replace(`${tenantId}_`, ''))).toEqual([
      'DefaultLimit',
      'DefaultPlatformRestrictions',
      'DefaultWindowsHelloForBusiness',
      'DefaultWindows10EnrollmentCompletionPageConfiguration',
      'WindowsRestore',
    ]);
    for (const { id } of defaults) {
      expect((await lab.graph('DELETE', `${path}/${id}`)).status).toBe(400);
    }
    const one = `${path}/${tenantId}_DefaultLimit`;
    expect((await lab.graph('POST', `${one}/setPriority`, { body: { priority: 1 } })).status).toBe(
      400,
    );
    const assignment = { enrollmentConfigurationAssignments: [groupTarget(GROUP)] };
    expect((await lab.graph('POST', `${one}/assign`, { body: assignment })).status).toBe(400);
    const patch = { ...type('deviceEnrollmentLimitConfiguration'), limit: 5 };
    expect((await lab.graph('PATCH', one, { body: patch })).body).toMatchObject({ limit: 5 });
  });

  it.each([
    ['deviceComanagementAuthorityConfiguration', 'DeviceComanagementAuthorityConfiguration'],
    [
      'windows10EnrollmentCompletionPageConfiguration',
      'Windows10EnrollmentCompletionPageConfiguration',
    ],
    ['deviceEnrollmentLimitConfiguration', 'Limit'],
    ['deviceEnrollmentPlatformRestrictionsConfiguration', 'PlatformRestrictions'],
    ['deviceEnrollmentPlatformRestrictionConfiguration', 'SinglePlatformRestriction'],
    ['deviceEnrollmentWindowsHelloForBusinessConfiguration', 'WindowsHelloForBusiness'],
  ])('of the type %s get an id that ends in %s', async (name, suffix) => {
    const made = await create(name);
    expect(made).toMatchObject({ status: 201, body: { ...type(name), version: 1 } });
    expect(made.body.id).toMatch(new RegExp(`^[0-9a-f-]{36}_${suffix}$`));
  });

  it('of a type that v1.0 lacks cannot be made there, and show as their base there', async () => {
    const body = { ...type('deviceEnrollmentPlatformRestrictionConfiguration'), displayName: 'C' };
    expect((await lab.graph('POST', `/v1.0${configurations}`, { body })).status).toBe(400);
    const { body: policy } = await create('deviceComanagementAuthorityConfiguration');
    const shown = await lab.graph('GET', `/v1.0${configurations}/${policy.id}`);
    expect(shown.body).toMatchObject(type('deviceEnrollmentConfiguration'));
    expect(shown.body).not.toHaveProperty('managedDeviceAuthority');
  });

  it('are two when they are made twice, each at the end of its kind', async () => {
    const kind = 'windows10EnrollmentCompletionPageConfiguration';
    const [first, second] = [await create(kind), await create(kind)];
    expect(second.body.id).not.toBe(first.body.id);
    expect(second.body.priority).toBe(first.body.priority + 1);
    const { body } = first;
    expect(body).toMatchObject({ installProgressTimeoutInMinutes: 60 });
  });

  it('move the others of their kind when one is given a priority', async () => {
    const kind = 'deviceEnrollmentWindowsHelloForBusinessConfiguration';
    const ids = [];
    for (let count = 0; count < 3; count += 1) ids.push((await create(kind)).body.id);
    const last = ids.at(-1) ?? '';
    const moved = await lab.graph('POST', `${path}/${last}/setPriority`, { body: { priority: 1 } });
    expect(moved.status).toBe(204);
    const [first, second, third] = await priorities(ids);
    expect(third).toBe(1);
    expect([first, second]).toEqual([3, 4]);
  });

  it('lose their assignments to the next list of them', async () => {
    const { body } = await create('deviceComanagementAuthorityConfiguration');
    const assign = (...groups: string[]) =>
      lab.graph('POST', `${path}/${body.id}/assign`, {
        body: { enrollmentConfigurationAssignments: groups.map(groupTarget) },
      });
    await assign(GROUP, OTHER);
    await assign(OTHER);
    const read = await lab.graph('GET', `${path}/${body.id}/assignments`);
    expect(read.body.value).toMatchObject([{ source: 'direct', target: { groupId: OTHER } }]);
    const expanded = await lab.graph('GET', `${path}/${body.id}?$expand=assignments`);
    expect(expanded.body).toMatchObject({ assignments: [{ target: { groupId: OTHER } }] });
  });

  it('rise in version with each change, of their own type only', async () => {
    const { body } = await create('deviceEnrollmentLimitConfiguration', { limit: 3 });
    const one = `${path}/${body.id}`;
    const wrong = { ...type('windows10EnrollmentCompletionPageConfiguration'), displayName: 'X' };
    expect((await lab.graph('PATCH', one, { body: wrong })).status).toBe(400);
    const right = { ...type('deviceEnrollmentLimitConfiguration'), limit: 4 };
    const changed = await lab.graph('PATCH', one, { body: right });
    expect(changed.body).toMatchObject({ limit: 4, version: 2 });
    expect((await lab.graph('DELETE', one)).status).toBe(204);
    expect((await lab.graph('DELETE', one)).status).toBe(404);
  });
});
