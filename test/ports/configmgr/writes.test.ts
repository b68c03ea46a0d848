import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lendSite } from './emulated-site.ts';
import type { EmulatedSite } from './emulated-site.ts';

let lent: EmulatedSite;

beforeAll(async () => {
  lent = await lendSite({
    machines: [{ serialNumber: 'SN-1', state: 'co-managed' }],
    site: {
      applications: [{ name: 'VPN', isDistributed: true }],
      collections: [{ name: 'Somebody’s' }],
    },
  });
});
afterAll(() => lent.close());

const allSystems = 'SMS00001';
const query =
  'select ResourceID, Name from SMS_R_System where Client = 1 and ResourceDomainORWorkgroup = "WORKGROUP"';

describe('a collection', () => {
  const wish = { name: "Gangway's fleet", limitToCollectionId: allSystems, comment: 'gangway:run' };

  test('is created and found by name and by id', async () => {
    const collectionId = await lent.site.createDeviceCollection(wish);
    const found = await lent.site.findCollection(collectionId);
    expect(found).toEqual({
      collectionId,
      name: wish.name,
      comment: wish.comment,
      memberCount: 0,
      isReady: false,
    });
    expect(await lent.site.findCollections(wish.name)).toEqual([found]);
    expect(await lent.site.findCollections('Gangway')).toEqual([]);
    await lent.site.deleteCollection(collectionId);
  });

  test('takes a rule once, is refreshed, and fills in vendor time', async () => {
    const collectionId = await lent.site.createDeviceCollection(wish);
    await lent.site.addQueryRule(collectionId, { name: 'entra-joined', query });
    await lent.site.addQueryRule(collectionId, { name: 'entra-joined', query });
    expect(await lent.site.listQueryRules(collectionId)).toEqual([{ name: 'entra-joined', query }]);
    await lent.site.requestRefresh(collectionId);
    lent.emulator.simulation.clock.advance(600);
    expect(await lent.site.findCollection(collectionId)).toMatchObject({
      memberCount: 1,
      isReady: true,
    });
    await lent.site.deleteCollection(collectionId);
  });

  test('that is absent is undefined, and deleting it is success', async () => {
    expect(await lent.site.findCollection('PS1FFFFF')).toBeUndefined();
    expect(await lent.site.listQueryRules('PS1FFFFF')).toEqual([]);
    await lent.site.deleteCollection('PS1FFFFF');
  });

  test('with an id that is none is refused before anything is sent', async () => {
    const site = lent.siteWith({ baseUrl: 'https://localhost:1/AdminService/' });
    await expect(site.deleteCollection("X')/AdminService.Y")).rejects.toMatchObject({
      kind: 'contract',
      status: 0,
    });
  });

  test('with a query the provider does not accept is a matter of the contract', async () => {
    const collectionId = await lent.site.createDeviceCollection(wish);
    const rule = { name: 'bad', query: 'this is no WQL' };
    await expect(lent.site.addQueryRule(collectionId, rule)).rejects.toMatchObject({
      kind: 'contract',
    });
    await lent.site.deleteCollection(collectionId);
  });
});

describe('a deployment', () => {
  test('is created, found by its collection, and deleted twice without harm', async () => {
    const [application] = await lent.site.findApplications('VPN');
    const ciId = application?.ciId ?? 0;
    const wish = { name: 'Fleet', limitToCollectionId: allSystems, comment: '' };
    const collectionId = await lent.site.createDeviceCollection(wish);
    const deployment = { name: 'VPN_Fleet_Install', description: 'gangway:run', collectionId };
    const assignmentId = await lent.site.createDeployment({
      ...deployment,
      collectionName: 'Fleet',
      ciId,
      startAt: '2026-09-01T08:00:00.000Z',
    });
    expect(await lent.site.findDeployments(collectionId)).toEqual([
      { ...deployment, assignmentId, ciIds: [ciId] },
    ]);
    const [row] = lent.emulator.simulation.site.assignments.all();
    expect(row?.body).toMatchObject({
      OfferTypeID: 0,
      StartTime: '2026-09-01T08:00:00Z',
      EnforcementDeadline: '2026-09-01T08:00:00Z',
    });
    await lent.site.deleteDeployment(assignmentId);
    await lent.site.deleteDeployment(assignmentId);
    expect(await lent.site.findDeployments(collectionId)).toEqual([]);
  });
});
