import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autopilot, closeLaboratories, imported, managed, openLaboratory } from './support.ts';
import type { Answer, Laboratory } from './support.ts';

const eventual = { headers: { ConsistencyLevel: 'eventual' } };

describe('what a filter does', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory({
      machines: [
        { serialNumber: 'A1', state: 'co-managed', registered: { lastContactedDaysAgo: 5 } },
        { serialNumber: 'A2', state: 'enrolled', registered: {} },
        { serialNumber: 'B-3', state: 'enrolled', registered: {} },
      ],
      users: [{ userPrincipalName: 'ann@fabrikam.example' }],
      groups: [{ displayName: 'Pilot PCs' }, { displayName: 'Pilots' }],
    });
  });
  afterAll(closeLaboratories);

  const filtered = (path: string, filter: string): Promise<Answer> =>
    lab.graph('GET', `/beta${path}?$filter=${encodeURIComponent(filter)}`);
  const serials = ({ body }: Answer) => body.value.map(({ serialNumber }) => serialNumber);
  const everything = ['A1', 'A2', 'B-3'];
  const entraIdOf = (serialNumber: string) =>
    lab.emulator.simulation.devices.findByMachine(serialNumber)?.deviceId ?? '';

  describe('to managed devices', () => {
    it.each([
      ["serialNumber eq 'A1' or serialNumber eq 'A2'", ['A1', 'A2']],
      ["startsWith(serialNumber,'A')", ['A1', 'A2']],
      ["deviceName eq 'a2'", ['A2']],
      ["managementAgent eq 'configurationManagerClientMdm'", ['A1']],
      ['lastSyncDateTime gt 2030-01-01T00:00:00Z', []],
    ])('finds by %s', async (filter, expected) => {
      expect(serials(await filtered(managed, filter))).toEqual(expected);
    });

    it.each([
      "joinType eq 'azureADJoined' and serialNumber eq 'A1'",
      "deviceEnrollmentType eq 'windowsAutoEnrollment'",
      "contains(serialNumber,'A1')",
      "not(serialNumber eq 'A1')",
      "serialNumber ne 'A1'",
      "userPrincipalName eq ''",
      "id eq '00000000-0000-0000-0000-000000000001'",
    ])('answers every device to %s, without a word', async (filter) => {
      const answer = await filtered(managed, filter);
      expect(answer.status).toBe(200);
      expect(serials(answer)).toEqual(everything);
    });

    it('finds of several Entra device ids the one that is named first', async () => {
      const [first, second] = [entraIdOf('A2'), entraIdOf('A1')];
      const filter = `azureADDeviceId eq '${first}' or azureADDeviceId eq '${second}'`;
      expect(serials(await filtered(managed, filter))).toEqual(['A2']);
      expect(serials(await filtered(managed, `azureADDeviceId eq '${second}'`))).toEqual(['A1']);
    });

    it('is refused at the gateway for a property that does not exist', async () => {
      const { body, status } = await filtered(managed, "serial eq 'A1'");
      expect(status).toBe(400);
      expect(body.error.message).toBe(
        "Invalid filter clause: Could not find a property named 'serial' on type 'microsoft.graph.managedDevice'.",
      );
    });
  });

  describe('to Autopilot identities', () => {
    it('finds by a part of the serial number only', async () => {
      expect(serials(await filtered(autopilot, "contains(serialNumber,'A')"))).toEqual([
        'A1',
        'A2',
      ]);
    });

    it.each([
      "serialNumber eq 'A1'",
      'serialNumber eq A1',
      "contains(serialNumber,'B-3')",
      "contains(groupTag,'GW')",
      "startsWith(serialNumber,'A')",
      "contains(serialNumber,'')",
    ])('is refused for %s', async (filter) => {
      expect((await filtered(autopilot, filter)).status).toBe(400);
    });

    it('hides in the list when a device was last in contact; the single GET tells', async () => {
      const list = await lab.graph('GET', `/beta${autopilot}`);
      const row = list.body.value.find(({ serialNumber }) => serialNumber === 'A1');
      expect(row?.lastContactedDateTime).toBe('0001-01-01T00:00:00Z');
      const single = await lab.graph('GET', `/beta${autopilot}/${row?.id ?? ''}`);
      expect(single.body.lastContactedDateTime).toBe('2026-08-27T08:00:00Z');
    });

    it('finds import rows by a part of the serial number only', async () => {
      expect((await filtered(imported, "contains(serialNumber,'A')")).status).toBe(200);
      expect((await filtered(imported, "serialNumber eq 'A1'")).status).toBe(400);
    });
  });

  describe('to the directory', () => {
    it.each([
      "displayName eq 'a1'",
      "startsWith(displayName,'A1')",
      "deviceId in ('{A1}','00000000-0000-0000-0000-000000000001')",
      "physicalIds/any(p:startsWith(p,'[ZTDID]:{A1:ztdid}'))",
      "displayName ge 'A1' and displayName le 'A1'",
      "id eq '{A1:id}'",
    ])('finds a device by default by %s', async (template) => {
      const device = lab.emulator.simulation.devices.findByMachine('A1');
      const ztdId = lab.emulator.simulation.autopilotIdentities.findByMachine('A1')?.id ?? '';
      const filter = template
        .replace('{A1}', device?.deviceId ?? '')
        .replace('{A1:id}', device?.id ?? '')
        .replace('{A1:ztdid}', ztdId);
      const { body } = await filtered('/devices', filter);
      expect(body.value).toMatchObject([{ displayName: 'A1' }]);
    });

    it.each([
      ["displayName ne 'A1'", 'ne', 2],
      ["not startsWith(displayName,'A')", 'not', 1],
      ["not physicalIds/any(p:startsWith(p,'[HWID]'))", 'not', 0],
    ])('demands the advanced parameters, both of them, for %s', async (filter, operator, count) => {
      const { body } = await filtered('/devices', filter);
      expect(body.error.code).toBe('Request_UnsupportedQuery');
      expect(body.error.message).toContain(`Operator '${operator}' is not supported`);
      const path = `/v1.0/devices?$filter=${encodeURIComponent(filter)}`;
      expect((await lab.graph('GET', path, eventual)).status).toBe(400);
      expect((await lab.graph('GET', `${path}&$count=true`)).status).toBe(400);
      const advanced = await lab.graph('GET', `${path}&$count=true`, eventual);
      expect(advanced.body['@odata.count']).toBe(count);
    });

    it.each([
      ['registrationDateTime ge 2026-01-01T00:00:00Z', 'registrationDateTime'],
      ["contains(displayName,'A')", 'displayName'],
      ["endsWith(displayName,'1')", 'displayName'],
      ["manufacturer eq 'Contoso Devices'", 'manufacturer'],
    ])('is refused by the name of the property for %s', async (filter, property) => {
      const path = `/v1.0/devices?$count=true&$filter=${encodeURIComponent(filter)}`;
      const { body } = await lab.graph('GET', path, eventual);
      expect(body.error.message).toBe(
        `Unsupported or invalid query filter clause specified for property '${property}' of resource 'Device'.`,
      );
    });

    it.each([
      "serialNumber eq 'A1'",
      "approximateLastSignInDateTime le '2026-01-01'",
      "accountEnabled eq 'true'",
      'displayName eq A1',
      "displayName eq 'A1",
      "displayName is 'A1'",
    ])('is refused by the gateway for %s', async (filter) => {
      const { body, status } = await filtered('/devices', filter);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'BadRequest' });
      expect(body.error.message).toMatch(/^Invalid filter clause: /);
    });

    it('sorts devices in advanced queries only, groups by default but not filtered', async () => {
      const unsorted = { code: 'Request_UnsupportedQuery', message: expect.any(String) as string };
      const devices = await lab.graph('GET', '/v1.0/devices?$orderby=displayName');
      expect(devices.body.error).toMatchObject({
        ...unsorted,
        message: 'Sorting not supported for current query.',
      });
      const groups = await lab.graph('GET', '/v1.0/groups?$orderby=displayName desc');
      expect(groups.body.value).toMatchObject([
        { displayName: 'Pilots' },
        { displayName: 'Pilot PCs' },
      ]);
      const filter = "$filter=startswith(displayName,'Pilot')&$orderby=displayName";
      expect((await lab.graph('GET', `/v1.0/groups?${filter}`)).body.error).toMatchObject(unsorted);
      const advanced = await lab.graph('GET', `/v1.0/groups?${filter}&$count=true`, eventual);
      expect(advanced.status).toBe(200);
    });

    it('searches for the beginnings of words, with the header alone', async () => {
      const path = `/v1.0/groups?$search=${encodeURIComponent('"displayName:pc"')}`;
      const refused = await lab.graph('GET', path);
      expect(refused.body.error.code).toBe('Request_UnsupportedQuery');
      const found = await lab.graph('GET', path, eventual);
      expect(found.body.value).toMatchObject([{ displayName: 'Pilot PCs' }]);
    });

    it('demands the advanced parameters for a cast of members', async () => {
      const [group] = lab.emulator.simulation.groups.all();
      const path = `/v1.0/groups/${group?.id ?? ''}/members/microsoft.graph.device`;
      expect((await lab.graph('GET', path)).body.error.code).toBe('Request_UnsupportedQuery');
      expect((await lab.graph('GET', `${path}?$count=true`, eventual)).status).toBe(200);
    });

    it('refuses to expand in an advanced query', async () => {
      const path = '/v1.0/devices?$expand=registeredOwners&$count=true';
      expect((await lab.graph('GET', path, eventual)).body.error.code).toBe(
        'Request_UnsupportedQuery',
      );
    });
  });
});
