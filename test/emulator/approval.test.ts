import { afterEach, describe, expect, it } from 'vitest';
import type { WorldInput } from '../../emulator/world.ts';
import { closeLaboratories, managed, openLaboratory, app, stranger } from './support.ts';
import type { Laboratory } from './support.ts';

const requests = '/beta/deviceManagement/operationApprovalRequests';
const approver = 'second.admin@fabrikam.example';
const plainWipe = { keepEnrollmentData: false, keepUserData: false };
const justified = (text = 'Handed over to somebody else, run 7.') => ({
  'x-msft-approval-justification': Buffer.from(text).toString('base64'),
});
const coded = (code: string) => ({ 'x-msft-approval-code': code });

/** Multi Admin Approval: a write is filed, a second person approves, the same caller repeats it. */
describe('a tenant that holds wipes back', () => {
  afterEach(closeLaboratories);

  const open = async (world: WorldInput = {}, policy: object = {}) => {
    const lab = await openLaboratory({
      machines: [
        { serialNumber: 'A1', state: 'enrolled' },
        { serialNumber: 'A2', state: 'enrolled' },
      ],
      operationApprovalPolicies: [{ displayName: 'Wipes', enforcedForApps: true, ...policy }],
      ...world,
    });
    await lab.admin('POST', 'lists', { serialNumbers: ['A1', 'A2'] });
    return lab;
  };
  const recordOf = (lab: Laboratory, machineId: string) =>
    lab.emulator.simulation.managedDevices.findByMachine(machineId);
  const wipePath = (lab: Laboratory, machineId = 'A1') =>
    `/v1.0${managed}/${recordOf(lab, machineId)?.id ?? ''}/wipe`;
  const wipe = (lab: Laboratory, headers: Record<string, string>, body: object = plainWipe) =>
    lab.graph('POST', wipePath(lab), { body, headers });
  const file = async (lab: Laboratory) => {
    const answer = await wipe(lab, justified());
    return answer.headers.get('x-msft-approval-code') ?? '';
  };
  const decide = (lab: Laboratory, id: string, decision = 'approve', by = approver) =>
    lab.admin('POST', `approvals/${id}`, { decision, by, justification: 'Seen.' });
  const statusOf = (lab: Laboratory, id: string) =>
    lab.emulator.simulation.approvalRequests.find(id)?.status;

  it('lists its policy and holds no application back before June 2026', async () => {
    const lab = await open({}, { enforcedForApps: false });
    const list = await lab.graph('GET', '/beta/deviceManagement/operationApprovalPolicies');
    expect(list.body.value).toMatchObject([{ displayName: 'Wipes', policyType: 'deviceWipe' }]);
    expect((await wipe(lab, {})).status).toBe(204);
  });

  it.each([
    ['field', 400, 'BadRequest', 412, 'BadRequest'],
    ['learn-400', 400, 'BadRequest', 403, 'ApprovalRequired'],
    ['learn-403', 403, 'Forbidden', 403, 'ApprovalRequired'],
  ] as const)(
    '%s: asks for a justification with %i %s and files with %i %s',
    async (variant, missing, missingCode, filed, filedCode) => {
      const lab = await open({ operationApproval: { variant } });
      const bare = await wipe(lab, {});
      expect([bare.status, bare.body.error.code]).toEqual([missing, missingCode]);
      expect(bare.body.error.message).toContain('x-msft-approval-justification');
      const answer = await wipe(lab, justified());
      expect([answer.status, answer.body.error.code]).toEqual([filed, filedCode]);
      const code = answer.headers.get('x-msft-approval-code') ?? '';
      expect(answer.body.error.message).toContain(`x-msft-approval-code: ${code}`);
      expect(recordOf(lab, 'A1')?.managementState).toBe('managed');
    },
  );

  it('wants the justification in base64 and no longer than 1,024 characters', async () => {
    const lab = await open();
    const raw = await wipe(lab, { 'x-msft-approval-justification': 'because I say so' });
    expect(raw.status).toBe(400);
    expect(raw.body.error.message).toContain('must be a valid base64 encoded string');
    const long = await wipe(lab, justified('x'.repeat(1025)));
    expect(long.status).toBe(400);
    expect(lab.emulator.simulation.approvalRequests.size).toBe(0);
    expect((await wipe(lab, justified('x'.repeat(1024)))).status).toBe(412);
  });

  it('goes through approval and an identical replay to completed', async () => {
    const lab = await open();
    const code = await file(lab);
    const filed = await lab.graph('GET', `${requests}/${code}`);
    expect(filed.body).toMatchObject({
      id: code,
      status: 'needsApproval',
      requestJustification: 'Handed over to somebody else, run 7.',
      requestor: { application: { id: app.clientId } },
      requiredOperationApprovalPolicyTypes: ['deviceWipe'],
      expirationDateTime: '2026-09-04T08:00:00Z',
    });
    expect((await wipe(lab, coded(code))).status).toBe(403);
    await decide(lab, code);
    expect(statusOf(lab, code)).toBe('approved');
    expect(recordOf(lab, 'A1')?.managementState).toBe('managed');
    expect((await wipe(lab, coded(code))).status).toBe(204);
    expect(statusOf(lab, code)).toBe('completed');
    expect(recordOf(lab, 'A1')?.managementState).toBe('wipePending');
    expect((await wipe(lab, coded(code))).status).toBe(403);
  });

  it('files one request an entity at a time', async () => {
    const lab = await open();
    const code = await file(lab);
    const second = await wipe(lab, justified());
    expect(second.status).toBe(409);
    expect(second.body.error.message).toContain('active Approval Request already exists');
    const other = await lab.graph('POST', wipePath(lab, 'A2'), {
      body: plainWipe,
      headers: justified(),
    });
    expect(other.status).toBe(412);
    // A replay that bears the justification too files anew.
    await decide(lab, code);
    expect((await wipe(lab, { ...coded(code), ...justified() })).status).toBe(409);
    await wipe(lab, coded(code));
    expect((await wipe(lab, justified())).status).toBe(412);
  });

  it('takes no replay that differs in a field, in the URL or in the caller', async () => {
    const lab = await open();
    const code = await file(lab);
    await decide(lab, code);
    const changed = await wipe(lab, coded(code), { ...plainWipe, keepUserData: true });
    expect(changed.status).toBe(403);
    expect(changed.body.error.message).toContain('An error has occurred');
    const reordered = { keepUserData: false, keepEnrollmentData: false };
    expect((await wipe(lab, coded(code), reordered)).status).toBe(403);
    const path = wipePath(lab);
    const elsewhere = await lab.graph('POST', path.replace('/v1.0', '/beta'), {
      body: plainWipe,
      headers: coded(code),
    });
    expect(elsewhere.status).toBe(403);
    const authorization = `Bearer ${await lab.tokenOf(stranger)}`;
    const foreign = await wipe(lab, { ...coded(code), authorization });
    expect(foreign.status).toBe(403);
    expect((await wipe(lab, coded('bm8gR1VJRA=='))).status).toBe(400);
    expect((await wipe(lab, coded(code))).status).toBe(204);
  });

  it('compares values only where the world says so', async () => {
    const lab = await open({ operationApproval: { replay: 'values' } });
    const code = await file(lab);
    await decide(lab, code);
    const reordered = { keepUserData: false, keepEnrollmentData: false };
    expect((await wipe(lab, coded(code), reordered)).status).toBe(204);
  });

  it('lets neither the requestor nor any application approve', async () => {
    const lab = await open();
    const code = await file(lab);
    const own = await lab.graph('POST', `${requests}/${code}/approve`, {
      body: { justification: 'Me too.' },
    });
    expect(own.status).toBe(403);
    expect((await decide(lab, code, 'approve', app.name)).status).toBe(403);
    expect((await decide(lab, code, 'approve', stranger.clientId)).status).toBe(403);
    expect((await decide(lab, code, 'cancel')).status).toBe(403);
    expect(statusOf(lab, code)).toBe('needsApproval');
    const approved = await decide(lab, code);
    expect(approved.body).toMatchObject({ approver: { user: { displayName: approver } } });
    expect((await decide(lab, code, 'reject')).status).toBe(400);
  });

  it('ends in rejected or cancelled, and frees the entity', async () => {
    const lab = await open();
    const rejected = await file(lab);
    await decide(lab, rejected, 'reject');
    expect(statusOf(lab, rejected)).toBe('rejected');
    expect((await wipe(lab, coded(rejected))).status).toBe(403);
    const cancelled = await file(lab);
    const answer = await lab.graph('POST', `${requests}/cancelMyRequest`, {
      body: { id: cancelled },
    });
    expect(answer.status).toBe(204);
    expect(statusOf(lab, cancelled)).toBe('cancelled');
    expect((await wipe(lab, justified())).status).toBe(412);
  });

  it('forgets a request three days after its last progress', async () => {
    const lab = await open();
    const code = await file(lab);
    lab.advance(2 * 24 * 60);
    await decide(lab, code);
    lab.advance(2 * 24 * 60);
    expect(statusOf(lab, code)).toBe('approved');
    lab.advance(24 * 60);
    expect(statusOf(lab, code)).toBe('expired');
    expect((await wipe(lab, coded(code))).status).toBe(403);
    expect((await wipe(lab, justified())).status).toBe(412);
    lab.advance(31 * 24 * 60);
    expect((await lab.graph('GET', `${requests}/${code}`)).status).toBe(404);
  });

  it('has no property requestId to filter on, but tells the state of an entity', async () => {
    const lab = await open();
    const code = await file(lab);
    const filtered = await lab.graph('GET', `${requests}?$filter=requestId eq '${code}'`);
    expect(filtered.status).toBe(400);
    const list = await lab.graph('GET', requests);
    expect(list.body.value).toMatchObject([{ id: code }]);
    const body = { entityId: recordOf(lab, 'A1')?.id, entityType: 'ManagedDevice' };
    const state = await lab.graph('POST', `${requests}/retrieveRequestStatus`, { body });
    expect(state.body.value).toMatchObject({ requestId: code, entityLocked: true });
  });

  it('hides the requests of others where the world says so', async () => {
    const lab = await open({ operationApproval: { visibility: 'own' } });
    const code = await file(lab);
    const authorization = `Bearer ${await lab.tokenOf(stranger)}`;
    const foreign = await lab.graph('GET', `${requests}/${code}`, { headers: { authorization } });
    expect(foreign.status).toBe(404);
    const list = await lab.graph('GET', requests, { headers: { authorization } });
    expect(list.body.value).toEqual([]);
  });

  it('lets excluded applications through, at most fifty of them', async () => {
    const lab = await open({}, { excludedAppIds: [app.clientId] });
    expect((await wipe(lab, {})).status).toBe(204);
    const many = Array.from({ length: 51 }, () => app.clientId);
    await expect(open({}, { excludedAppIds: many })).rejects.toThrow();
  });

  it('holds back what the type of the policy names, bulk actions included', async () => {
    const lab = await open({}, { policyType: 'deviceDelete' });
    expect((await wipe(lab, {})).status).toBe(204);
    const path = `/v1.0${managed}/${recordOf(lab, 'A2')?.id ?? ''}`;
    expect((await lab.graph('DELETE', path)).status).toBe(400);
    expect((await lab.graph('DELETE', `/v1.0${managed}/nobody`)).status).toBe(404);
    const body = { actionName: 'delete', deviceIds: [recordOf(lab, 'A2')?.id] };
    const bulk = await lab.graph('POST', `/beta${managed}/executeAction`, { body });
    expect(bulk.status).toBe(400);
    const read = await lab.graph('GET', path);
    expect(read.status).toBe(200);
  });

  it('may hold back more than anybody knows of', async () => {
    const lab = await open({}, { alsoProtects: ['autopilotDevices.delete'] });
    const path = '/v1.0/deviceManagement/windowsAutopilotDeviceIdentities/one';
    const answer = await lab.graph('DELETE', path);
    expect(answer.body.error.message).toContain('x-msft-approval-justification');
  });

  it('holds people back even where applications pass, and lets another person approve', async () => {
    const scopes = [
      'DeviceManagementManagedDevices.PrivilegedOperations.All',
      'DeviceManagementRBAC.ReadWrite.All',
    ];
    const users = ['first', 'second'].map((name) => ({
      userPrincipalName: `${name}.admin@fabrikam.example`,
      password: 'Passw0rd!',
    }));
    const console = { ...stranger, delegatedScopes: scopes };
    const lab = await open({ users, apps: [app, console] }, { enforcedForApps: false });
    const tokenOf = async (username: string) => {
      const { tenantId } = lab.emulator.simulation.world.tenant;
      const response = await fetch(`${lab.emulator.url}/${tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'password',
          client_id: console.clientId,
          client_secret: console.clientSecret,
          scope: scopes.map((scope) => `https://graph.microsoft.com/${scope}`).join(' '),
          username,
          password: 'Passw0rd!',
        }),
      });
      const { access_token: token } = (await response.json()) as { access_token: string };
      return { authorization: `Bearer ${token}` };
    };
    const [first, second] = await Promise.all(
      users.map(({ userPrincipalName }) => tokenOf(userPrincipalName)),
    );
    const answer = await wipe(lab, { ...first, ...justified() });
    expect(answer.status).toBe(412);
    const code = answer.headers.get('x-msft-approval-code') ?? '';
    const approveAs = (headers: Record<string, string> = {}) =>
      lab.graph('POST', `${requests}/${code}/approve`, { headers, body: { justification: 'Ok.' } });
    expect((await approveAs(first)).status).toBe(403);
    expect((await approveAs(second)).status).toBe(200);
    expect((await wipe(lab, { ...second, ...coded(code) })).status).toBe(403);
    expect((await wipe(lab, { ...first, ...coded(code) })).status).toBe(204);
  });

  it('shows people in the portal what waits', async () => {
    const lab = await open();
    const code = await file(lab);
    const { body } = await lab.admin('GET', 'approvals');
    expect(body).toMatchObject([{ id: code, method: 'POST', url: wipePath(lab) }]);
  });
});
