import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  autopilot,
  closeLaboratories,
  configurations,
  hashOf,
  imported,
  openLaboratory,
  prepareTenant,
  profiles,
  register,
} from './support.ts';
import type { Laboratory } from './support.ts';

/** What is well written and yet refused: nothing of it may take effect. */
let lab: Laboratory;
let policyId: string;
let groupId: string;
beforeAll(async () => {
  lab = await openLaboratory({
    machines: [{ serialNumber: 'A1' }, { serialNumber: 'A2' }],
    tenant: { verifiedDomains: ['fabrikam.example', 'Sub.Fabrikam.example'] },
  });
  ({ policyId, groupId } = await prepareTenant(lab));
  await register(lab, ['A1']);
});
afterAll(closeLaboratories);

describe('the template of device names', () => {
  const profile = (deviceNameTemplate: string | null) => ({
    body: {
      '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
      displayName: 'Named',
      deviceNameTemplate,
    },
  });
  const create = async (template: string | null) =>
    (await lab.graph('POST', `/beta${profiles}`, profile(template))).status;

  it.each([null, '', 'FAB-%SERIAL%', '%SERIAL%', 'PC%RAND:5%', 'ABCDEFGHIJKLMNO'])(
    'may be %j',
    async (template) => {
      expect(await create(template)).toBe(201);
    },
  );

  it.each(['ABCDEFGHIJKLMNOP', 'ABCDEFGHIJKLMNO%SERIAL%', 'PC%RAND:14%', 'A B', '12345', '%NAME%'])(
    'may not be %j',
    async (template) => {
      expect(await create(template)).toBe(400);
    },
  );
});

describe('the targets of a policy', () => {
  const target = (id: unknown, kind = 'groupAssignmentTarget') => ({
    target: { '@odata.type': `#microsoft.graph.${kind}`, groupId: id },
  });
  const assign = (...targets: object[]) =>
    lab.graph('POST', `/beta${configurations}/${policyId}/assign`, {
      body: { enrollmentConfigurationAssignments: targets },
    });
  const targets = async () => {
    const { body } = await lab.graph('GET', `/beta${configurations}/${policyId}/assignments`);
    return body.value;
  };

  it.each([undefined, '', 'garbage'])('are no groups without an id: %j', async (id) => {
    expect((await assign(target(id))).status).toBe(400);
    expect((await assign(target(id, 'exclusionGroupAssignmentTarget'))).status).toBe(400);
    expect(await targets()).toHaveLength(1);
  });

  it('are one where one is named twice, in any case', async () => {
    expect((await assign(target(groupId), target(groupId.toUpperCase()))).status).toBe(204);
    expect(await targets()).toMatchObject([{ target: { groupId } }]);
  });
});

describe('the user of a device', () => {
  const idOf = async () => (await lab.graph('GET', `/beta${autopilot}`)).body.value[0]?.id ?? '';
  const assignUser = async (userPrincipalName: string) => {
    const path = `/beta${autopilot}/${await idOf()}/assignUserToDevice`;
    const body = { userPrincipalName, addressableUserName: 'Somebody' };
    return (await lab.graph('POST', path, { body })).status;
  };

  it('is of a verified domain, whether or not there is such a user', async () => {
    expect(await assignUser('nobody@sub.fabrikam.example')).toBe(204);
    expect(await assignUser('ann@evil.example')).toBe(400);
  });

  it('of a foreign domain keeps a whole import away', async () => {
    const row = (machineId: string, assignedUserPrincipalName: string) => ({
      serialNumber: machineId,
      hardwareIdentifier: hashOf(machineId),
      assignedUserPrincipalName,
    });
    const answer = await lab.graph('POST', `/v1.0${imported}/import`, {
      body: {
        importedWindowsAutopilotDeviceIdentities: [row('A1', ''), row('A2', 'ann@evil.example')],
      },
    });
    expect(answer.status).toBe(400);
    expect(lab.emulator.simulation.importedIdentities.size).toBe(1);
  });
});

it('licences take no filter', async () => {
  const path = "/v1.0/subscribedSkus?$filter=skuPartNumber eq 'EMS'";
  expect((await lab.graph('GET', path)).status).toBe(400);
  expect((await lab.graph('GET', '/v1.0/subscribedSkus?$select=skuId')).status).toBe(200);
});

it('says 429 inside as well as outside', async () => {
  await lab.admin('POST', 'faults', { path: '/devices$', status: 429 });
  const { body } = await lab.graph('GET', '/v1.0/devices');
  expect(body.error).toMatchObject({
    code: 'TooManyRequests',
    innerError: { code: '429', status: '429', message: 'Please retry after' },
  });
});
