import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appWith, callsOf } from './callers.ts';
import {
  app,
  closeLaboratories,
  configurations,
  deviceOf,
  groupTarget,
  openLaboratory,
  profiles,
} from './support.ts';
import type { Laboratory } from './support.ts';

const PARENT = '00000000-0000-4000-8000-0000000000a1';
const CHILD = '00000000-0000-4000-8000-0000000000a2';
const DYNAMIC = '00000000-0000-4000-8000-0000000000a3';
const ANN = '00000000-0000-4000-8000-0000000000b1';
const eventual = { headers: { ConsistencyLevel: 'eventual' } };
const membersOnly = appWith('GroupMember.Read.All', 'GroupMember.ReadWrite.All');
const adder = {
  ...appWith('GroupMember.ReadWrite.All', 'Device.ReadWrite.All'),
  clientId: '55555555-5555-4555-8555-555555555555',
};
const creator = {
  ...appWith('Group.Create'),
  clientId: '66666666-6666-4666-8666-666666666666',
};

describe('groups', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory({
      apps: [app, membersOnly, adder, creator],
      users: [{ id: ANN, userPrincipalName: 'ann@fabrikam.example' }],
      groups: [
        { id: PARENT, displayName: 'Parent', members: [CHILD, ANN] },
        { id: CHILD, displayName: 'Child' },
        { id: DYNAMIC, displayName: 'Dynamic', membershipRule: '(device.displayName -eq "NO")' },
        { displayName: 'Twin' },
        { displayName: 'Twin' },
      ],
      machines: [1, 2, 3, 4].map((number) => ({
        serialNumber: `M${number}`,
        state: 'enrolled' as const,
        registered: { groupTag: 'GW' },
      })),
    });
  });
  afterAll(closeLaboratories);

  const idOf = (serialNumber: string) => deviceOf(lab, serialNumber).id;
  const reference = (id: string) => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`;
  const bind = (...ids: string[]) => ({ body: { 'members@odata.bind': ids.map(reference) } });
  const memberIds = async (path: string) =>
    (await lab.graph('GET', `/v1.0/groups/${path}`)).body.value.map(({ id }) => id);

  it('of one name are two groups', async () => {
    const { body } = await lab.graph('GET', "/v1.0/groups?$filter=displayName eq 'Twin'");
    expect(new Set(body.value.map(({ id }) => id)).size).toBe(2);
  });

  it('take many members at once, or none of them', async () => {
    const [first, second] = [idOf('M1'), idOf('M2')];
    expect((await lab.graph('PATCH', `/v1.0/groups/${CHILD}`, bind(first))).status).toBe(204);
    const again = await lab.graph('PATCH', `/v1.0/groups/${CHILD}`, bind(second, first));
    expect(again.status).toBe(400);
    expect(again.body.error.message).toContain('already exist');
    const unknown = await lab.graph(
      'PATCH',
      `/v1.0/groups/${CHILD}`,
      bind(second, PARENT.replace('a1', 'ff')),
    );
    expect(unknown.status).toBe(404);
    const tooMany = Array.from({ length: 21 }, () => second);
    expect((await lab.graph('PATCH', `/v1.0/groups/${CHILD}`, bind(...tooMany))).status).toBe(400);
    expect(await memberIds(`${CHILD}/members`)).toEqual([first]);
  });

  it('take devices from a caller who may change devices too, and from nobody else', async () => {
    const refused = await callsOf(lab, membersOnly);
    const allowed = await callsOf(lab, adder);
    const device = idOf('M3');
    const single = { body: { '@odata.id': reference(device) } };
    expect((await refused('POST', `/v1.0/groups/${CHILD}/members/$ref`, single)).status).toBe(403);
    expect((await refused('PATCH', `/v1.0/groups/${CHILD}`, bind(device))).status).toBe(403);
    expect((await allowed('PATCH', `/v1.0/groups/${CHILD}`, bind(device))).status).toBe(204);
    const rename = { body: { description: 'x' } };
    expect((await allowed('PATCH', `/v1.0/groups/${CHILD}`, rename)).status).toBe(403);
  });

  it('lose a device for good where the call to take it out forgets $ref', async () => {
    const device = idOf('M4');
    await lab.graph('PATCH', `/v1.0/groups/${CHILD}`, bind(device));
    const path = `/v1.0/groups/${CHILD}/members/${device}`;
    expect((await lab.graph('DELETE', path)).status).toBe(204);
    expect((await lab.graph('GET', `/v1.0/devices/${device}`)).status).toBe(404);
    expect(await memberIds(`${CHILD}/members`)).not.toContain(device);
  });

  it('are never members of themselves', async () => {
    const answer = await lab.graph('PATCH', `/v1.0/groups/${CHILD}`, bind(CHILD));
    expect(answer.status).toBe(400);
  });

  const plain = { displayName: 'N', mailNickname: 'n', mailEnabled: false, securityEnabled: true };
  const dynamic = { ...plain, groupTypes: ['DynamicMembership'] };
  const rule = '(device.displayName -eq "NO")';
  it.each([
    ['no mailEnabled', { ...plain, mailEnabled: undefined }],
    ['no securityEnabled', { ...plain, securityEnabled: undefined }],
    ['no nickname', { ...plain, mailNickname: undefined }],
    ['a nickname beyond ASCII', { ...plain, mailNickname: 'geräte' }],
    ['a nickname with a blank', { ...plain, mailNickname: 'a b' }],
    ['neither mail nor security', { ...plain, securityEnabled: false }],
    ['mail, as only Exchange makes it', { ...plain, mailEnabled: true }],
    ['dynamic membership without a rule', dynamic],
    ['a rule of a property that no device has', rule.replace('displayName', 'constructor')],
    ['a rule of more than 3,072 characters', rule.replace('NO', 'x'.repeat(3072))],
  ])('are not made with %s', async (_name, given) => {
    const body = typeof given === 'string' ? { ...dynamic, membershipRule: given } : given;
    const answer = await lab.graph('POST', '/v1.0/groups', { body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'Request_BadRequest' } } });
  });

  it('may have a rule of 3,072 characters', async () => {
    const membershipRule = rule.replace('NO', 'x'.repeat(3072 - rule.length + 2));
    expect(membershipRule).toHaveLength(3072);
    const body = { ...dynamic, membershipRule };
    expect((await lab.graph('POST', '/v1.0/groups', { body })).status).toBe(201);
  });

  it('tell members without the permission for their kind by id only', async () => {
    const graph = await callsOf(lab, membersOnly);
    const { body } = await graph('GET', `/v1.0/groups/${PARENT}/members`);
    expect(body.value).toMatchObject([
      { '@odata.type': '#microsoft.graph.user', id: ANN, displayName: null },
      { '@odata.type': '#microsoft.graph.group', id: CHILD, displayName: 'Child' },
    ]);
  });

  it('hold the members of groups in them, transitively only', async () => {
    expect(await memberIds(`${PARENT}/members`)).toEqual([ANN, CHILD]);
    expect(await memberIds(`${PARENT}/transitiveMembers`)).toContain(idOf('M1'));
    const of = `/v1.0/devices/${idOf('M1')}`;
    const transitive = await lab.graph('GET', `${of}/transitiveMemberOf`);
    expect(transitive.body.value.map(({ id }) => id).toSorted()).toEqual([PARENT, CHILD]);
    const direct = await lab.graph('GET', `${of}/memberOf`);
    expect(direct.body.value.map(({ id }) => id)).toEqual([CHILD]);
    const checked = await lab.graph('POST', `${of}/checkMemberGroups`, {
      body: { groupIds: [PARENT, DYNAMIC] },
    });
    expect(checked.body.value).toEqual([PARENT]);
    const tooMany = { body: { groupIds: Array.from({ length: 21 }, () => PARENT) } };
    expect((await lab.graph('POST', `${of}/checkMemberGroups`, tooMany)).status).toBe(400);
  });

  it('made without an owner by Group.Create belong to nobody', async () => {
    const graph = await callsOf(lab, creator);
    const body = { displayName: 'G', mailNickname: 'g', mailEnabled: false, securityEnabled: true };
    const orphan = await graph('POST', '/v1.0/groups', { body });
    expect(orphan.status).toBe(201);
    const change = { body: { description: 'x' } };
    expect((await graph('PATCH', `/v1.0/groups/${orphan.body.id}`, change)).status).toBe(403);

    const principal = await lab.graph(
      'GET',
      `/v1.0/servicePrincipals(appId='${creator.clientId}')`,
    );
    const owner = `https://graph.microsoft.com/v1.0/servicePrincipals/${principal.body.id}`;
    const own = await graph('POST', '/v1.0/groups', {
      body: { ...body, 'owners@odata.bind': [owner] },
    });
    expect((await graph('PATCH', `/v1.0/groups/${own.body.id}`, change)).status).toBe(204);
    const nobody = { ...body, 'owners@odata.bind': [reference(CHILD)] };
    expect((await graph('POST', '/v1.0/groups', { body: nobody })).status).toBe(404);
  });

  it('made under a unique name are changed by their owner or by who may write all', async () => {
    const graph = await callsOf(lab, creator);
    const body = { displayName: 'U', mailNickname: 'u', mailEnabled: false, securityEnabled: true };
    const ask = { headers: { prefer: 'create-if-missing' }, body };
    expect((await graph('PATCH', "/v1.0/groups(uniqueName='u')", ask)).status).toBe(201);
    expect((await graph('PATCH', "/v1.0/groups(uniqueName='u')", ask)).status).toBe(403);
    expect((await lab.graph('PATCH', "/v1.0/groups(uniqueName='u')", ask)).status).toBe(204);
  });

  it('keep a unique name to themselves for ever', async () => {
    const body = { displayName: 'N', mailNickname: 'n', mailEnabled: false, securityEnabled: true };
    const named = { body: { ...body, uniqueName: 'only-one' } };
    const made = await lab.graph('POST', '/v1.0/groups', named);
    expect(made).toMatchObject({ status: 201, body: { uniqueName: 'only-one' } });
    expect((await lab.graph('POST', '/v1.0/groups', named)).status).toBe(400);
    const renamed = { body: { uniqueName: 'another' } };
    expect((await lab.graph('PATCH', `/v1.0/groups/${made.body.id}`, renamed)).status).toBe(400);
  });

  it('count members as plain text, with the header of advanced queries only', async () => {
    const path = `/v1.0/groups/${PARENT}/members/$count`;
    expect((await lab.graph('GET', path)).status).toBe(400);
    const counted = await lab.graph('GET', path, eventual);
    expect(counted.headers.get('content-type')).toContain('text/plain');
    expect(counted.body).toBe(2);
  });

  it('of a dynamic rule cannot be edited by hand', async () => {
    const added = await lab.graph('PATCH', `/v1.0/groups/${DYNAMIC}`, bind(idOf('M1')));
    expect(added.body.error.code).toBe('Request_BadRequest');
  });

  it('carry an assignment to the devices of groups in them, until they are deleted', async () => {
    const profile = await lab.graph('POST', `/beta${profiles}`, {
      body: {
        '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
        displayName: 'Nested',
      },
    });
    const path = `/beta${profiles}/${profile.body.id}/assignments`;
    await lab.graph('POST', path, { body: groupTarget(PARENT) });
    const esp = await lab.graph('POST', `/beta${configurations}`, {
      body: {
        '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
        displayName: 'ESP',
      },
    });
    const espPath = `/beta${configurations}/${esp.body.id}`;
    const body = { enrollmentConfigurationAssignments: [groupTarget(PARENT)] };
    await lab.graph('POST', `${espPath}/assign`, { body });
    lab.advance(60);
    const assigned = await lab.graph('GET', `/beta${profiles}/${profile.body.id}/assignedDevices`);
    expect(assigned.body.value.map(({ serialNumber }) => serialNumber)).toContain('M1');
    expect((await lab.graph('DELETE', `/v1.0/groups/${PARENT}`)).status).toBe(204);
    expect((await lab.graph('GET', path)).body.value).toEqual([]);
    expect((await lab.graph('GET', `${espPath}/assignments`)).body.value).toEqual([]);
    expect((await lab.graph('GET', `/v1.0/groups/${PARENT}`)).status).toBe(404);
    const deleted = await lab.graph('GET', '/v1.0/directory/deletedItems/microsoft.graph.group');
    expect(deleted.body.value).toEqual([]);
  });
});
