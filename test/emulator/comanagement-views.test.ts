import { afterEach, describe, expect, it } from 'vitest';
import { closeLaboratories, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

const base = '/beta/deviceManagement';

async function openFleet(hasTenantConnection = true): Promise<Laboratory> {
  return openLaboratory({
    users: [{ userPrincipalName: 'ann@fabrikam.example' }],
    machines: [
      { serialNumber: 'CO1', state: 'co-managed', userPrincipalName: 'ann@fabrikam.example' },
      { serialNumber: 'EN1', state: 'enrolled' },
      { serialNumber: 'BOX', state: 'boxed' },
    ],
    site: {
      hasTenantConnection,
      systems: [
        { name: 'WORKGROUP1', serialNumber: 'WG1' },
        { name: 'PRINTER', isClient: false },
      ],
    },
  });
}

describe('the views of co-management', () => {
  afterEach(closeLaboratories);

  it('list as co-managed whom Intune and the site manage together', async () => {
    const lab = await openFleet();
    const { body } = await lab.graph('GET', `${base}/comanagedDevices`);
    expect(body.value.map(({ serialNumber }) => serialNumber)).toEqual(['CO1']);
    const summary = await lab.graph('GET', `${base}/getComanagedDevicesSummary`);
    expect(summary.body).toMatchObject({ totalComanagedCount: 1 });
  });

  it('list as eligible what the site knows as clients, each as it stands', async () => {
    const lab = await openFleet();
    const { body } = await lab.graph('GET', `${base}/comanagementEligibleDevices`);
    expect(body.value).toMatchObject([
      { serialNumber: 'CO1', status: 'comanaged', upn: 'ann@fabrikam.example' },
      { deviceName: 'WORKGROUP1', status: 'eligibleButNotAzureAdJoined' },
    ]);
    const summary = await lab.graph('GET', `${base}/getComanagementEligibleDevicesSummary`);
    expect(summary.body).toMatchObject({
      comanagedCount: 1,
      eligibleButNotAzureAdJoinedCount: 1,
      eligibleCount: 0,
    });
  });

  it('know nothing of a site that is not connected to the tenant', async () => {
    const lab = await openFleet(false);
    const { body } = await lab.graph('GET', `${base}/comanagementEligibleDevices`);
    expect(body.value).toEqual([]);
  });

  it('are beta only', async () => {
    const lab = await openFleet();
    expect((await lab.graph('GET', '/v1.0/deviceManagement/comanagedDevices')).status).toBe(400);
  });
});
