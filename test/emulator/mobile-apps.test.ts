import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appWith, callsOf } from './callers.ts';
import { app, closeLaboratories, groupTarget, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

const GROUP = '00000000-0000-4000-8000-0000000000a1';
const OTHER = '00000000-0000-4000-8000-0000000000a2';
const apps = '/deviceAppManagement/mobileApps';
const reader = appWith('DeviceManagementApps.Read.All');
const portal = {
  '@odata.type': '#microsoft.graph.winGetApp',
  displayName: 'Company Portal',
  publisher: 'Microsoft Corporation',
  packageIdentifier: '9WZDNCRFJ3PZ',
  installExperience: {
    '@odata.type': '#microsoft.graph.winGetAppInstallExperience',
    runAsAccount: 'system',
  },
};
const assignment = (groupId: string, intent = 'required') => ({
  '@odata.type': '#microsoft.graph.mobileAppAssignment',
  intent,
  ...groupTarget(groupId),
});

describe('mobile apps', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory({
      apps: [app, reader],
      mobileApps: [
        {
          '@odata.type': '#microsoft.graph.windowsMobileMSI',
          displayName: 'ConfigMgr client',
          fileName: 'ccmsetup.msi',
          commandLine: 'CCMSETUPCMD="CCMHOSTNAME=cmg.fabrikam.example"',
          assignedGroupIds: [GROUP],
        },
      ],
    });
  });
  afterAll(closeLaboratories);

  const createPortal = () => lab.graph('POST', `/beta${apps}`, { body: portal });

  it('of the world show their type, what installs them and whom they are assigned to', async () => {
    const { body } = await lab.graph('GET', `/v1.0${apps}?$expand=assignments`);
    expect(body.value).toMatchObject([
      {
        '@odata.type': '#microsoft.graph.windowsMobileMSI',
        fileName: 'ccmsetup.msi',
        publishingState: 'published',
        assignments: [{ intent: 'required', target: { groupId: GROUP } }],
      },
    ]);
  });

  it('of the Store exist in beta only, one for each time they are made', async () => {
    expect((await lab.graph('POST', `/v1.0${apps}`, { body: portal })).status).toBe(400);
    expect((await createPortal()).status).toBe(201);
    expect((await createPortal()).status).toBe(201);
    const query = "?$filter=isof('microsoft.graph.winGetApp')";
    expect((await lab.graph('GET', `/beta${apps}${query}`)).body.value).toHaveLength(2);
    expect((await lab.graph('GET', `/v1.0${apps}`)).body.value).toHaveLength(1);
  });

  it('are published after a while, and assigned after that', async () => {
    const { body } = await createPortal();
    const path = `/beta${apps}/${body.id}`;
    const assign = { body: { mobileAppAssignments: [assignment(GROUP)] } };
    expect(body).toMatchObject({ publishingState: 'notPublished', isAssigned: false });
    expect((await lab.graph('POST', `${path}/assign`, assign)).status).toBe(400);
    lab.advance(1);
    expect((await lab.graph('GET', path)).body).toMatchObject({ publishingState: 'published' });
    expect((await lab.graph('POST', `${path}/assign`, assign)).status).toBe(204);
    expect((await lab.graph('GET', path)).body).toMatchObject({ isAssigned: true });
  });

  it('lose their assignments to the next list, and keep them beside a single one', async () => {
    const { body } = await createPortal();
    const path = `/beta${apps}/${body.id}`;
    lab.advance(1);
    const groupIds = async () =>
      (await lab.graph('GET', `${path}/assignments`)).body.value.map(
        (row) => (row as unknown as { target: { groupId: string } }).target.groupId,
      );
    await lab.graph('POST', `${path}/assign`, {
      body: { mobileAppAssignments: [assignment(GROUP)] },
    });
    const added = await lab.graph('POST', `${path}/assignments`, { body: assignment(OTHER) });
    expect(added).toMatchObject({ status: 201, body: { target: { groupId: OTHER } } });
    expect(await groupIds()).toEqual([GROUP, OTHER]);
    const twice = await lab.graph('POST', `${path}/assignments`, {
      body: assignment(OTHER, 'available'),
    });
    expect(twice.status).toBe(400);
    await lab.graph('POST', `${path}/assign`, {
      body: { mobileAppAssignments: [assignment(OTHER)] },
    });
    expect(await groupIds()).toEqual([OTHER]);
  });

  it('are made and assigned by whoever may write apps, and by nobody else', async () => {
    const graph = await callsOf(lab, reader);
    expect((await graph('GET', `/beta${apps}`)).status).toBe(200);
    expect((await graph('POST', `/beta${apps}`, { body: portal })).status).toBe(403);
  });
});
