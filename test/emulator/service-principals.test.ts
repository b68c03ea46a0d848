import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeJwt } from 'jose';
import { appWith } from './callers.ts';
import { app, closeLaboratories, onlyRow, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

const writer = appWith('Device.ReadWrite.All', 'User.ReadWrite.All');
const DEVICE_WRITE = '1138cb37-bd11-4084-a2b7-9f71582aeddb';

describe('what an application can learn about itself', () => {
  let lab: Laboratory;
  let ownId: string;
  beforeAll(async () => {
    lab = await openLaboratory({
      apps: [app, writer],
      intuneRoleAssignments: [{ displayName: 'Helpdesk' }],
      directoryRoleAssignments: [
        { principalId: '00000000-0000-4000-8000-0000000000b1', roleName: 'Intune Administrator' },
        { principalId: '00000000-0000-4000-8000-0000000000b2', roleName: 'Global Reader' },
      ],
      users: [{ userPrincipalName: 'ann@fabrikam.example' }],
      machines: [
        { serialNumber: 'M1', state: 'enrolled', userPrincipalName: 'ann@fabrikam.example' },
      ],
      entraDevices: [{ displayName: 'OLD', registeredOwners: ['ann@fabrikam.example'] }],
    });
    ownId = String(decodeJwt(await lab.tokenOf(writer))['oid']);
  });
  afterAll(closeLaboratories);

  it('has an object id of its own in the tenant, which its token bears', async () => {
    expect(ownId).not.toBe(writer.clientId);
    const own = await lab.graph('GET', `/v1.0/servicePrincipals/${ownId}`);
    expect(own.body).toMatchObject({ id: ownId, appId: writer.clientId });
    const path = `/v1.0/servicePrincipals(appId='${writer.clientId}')`;
    expect((await lab.graph('GET', path)).body.id).toBe(ownId);
    expect((await lab.graph('GET', `/v1.0/servicePrincipals/${writer.clientId}`)).status).toBe(404);
  });

  it('finds its permissions by the role ids of Microsoft Graph', async () => {
    const path = "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
    const graph = (await lab.graph('GET', path)).body as unknown as {
      id: string;
      appRoles: { id: string; value: string }[];
    };
    const granted = await lab.graph('GET', `/v1.0/servicePrincipals/${ownId}/appRoleAssignments`);
    const rows = granted.body.value as unknown as { appRoleId: string; resourceId: string }[];
    expect(rows.every(({ resourceId }) => resourceId === graph.id)).toBe(true);
    expect(rows[0]?.appRoleId).toBe(DEVICE_WRITE);
    const names = rows.map(
      ({ appRoleId }) => graph.appRoles.find(({ id }) => id === appRoleId)?.value,
    );
    expect(names).toEqual(writer.roles);
  });

  it('sees who holds directory roles, with the definition when asked', async () => {
    const filter = "$filter=principalId eq '00000000-0000-4000-8000-0000000000b1'";
    const path = '/v1.0/roleManagement/directory/roleAssignments';
    const { body } = await lab.graph('GET', `${path}?${filter}&$expand=roleDefinition`);
    expect(body.value).toMatchObject([
      {
        roleDefinitionId: '3a2c62db-5318-420d-8d74-23affee5d9d5',
        roleDefinition: { displayName: 'Intune Administrator' },
      },
    ]);
    const activated = await lab.graph('GET', '/v1.0/directoryRoles');
    expect(activated.body.value.map(({ displayName }) => displayName)).toEqual([
      'Intune Administrator',
      'Global Reader',
    ]);
    const intune = await lab.graph('GET', '/v1.0/deviceManagement/roleAssignments');
    expect(onlyRow(intune)).toMatchObject({ displayName: 'Helpdesk' });
  });

  it('sees whose a device is: its user, or the owner that the world names', async () => {
    for (const device of lab.emulator.simulation.devices.all()) {
      for (const relation of ['registeredOwners', 'registeredUsers']) {
        const { body } = await lab.graph('GET', `/v1.0/devices/${device.id}/${relation}`);
        expect(body.value).toMatchObject([
          { '@odata.type': '#microsoft.graph.user', userPrincipalName: 'ann@fabrikam.example' },
        ]);
      }
    }
  });
});
