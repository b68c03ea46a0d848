import { afterAll, describe, expect, it } from 'vitest';
import { closeLaboratories } from './support.ts';
import { aString, addCollection, like, openSite } from './site-support.ts';
import type { SiteLaboratory, SiteRow } from './site-support.ts';

afterAll(closeLaboratories);

/** Name of a workload, its bits, the suffix of its pilot. */
const workloads = {
  compliance: [2, 'CP'],
  resourceAccess: [4, 'RAP'],
  deviceConfiguration: [8, 'DC'],
  windowsUpdate: [16, 'WUP'],
  endpointProtection: [32, 'EP'],
  clientApps: [64, 'CApp'],
  office: [128, 'O365'],
} as const;

async function policies({ rows }: SiteLaboratory): Promise<Map<string, SiteRow>> {
  const found = await rows(
    "SMS_ConfigurationPolicy?$filter=startswith(LocalizedDisplayName,'CoMgmtSettings')",
  );
  return new Map(found.map((row) => [String(row['LocalizedDisplayName']), row]));
}

/** The constants of a policy's rules, in order, as a reader of the digest gets them. */
async function constants(site: SiteLaboratory, policy: SiteRow | undefined): Promise<string[]> {
  const { SDMPackageXML: xml } = await site.row(
    `SMS_ConfigurationPolicy(${String(policy?.['CI_ID'])})`,
  );
  return Array.from(
    String(xml).matchAll(/<ConstantValue [^>]*Value="([^"]*)"/g),
    ([, v]) => v ?? '',
  );
}

/** The reading algorithm of the field: three states for enrolment, three for each workload. */
async function readState(site: SiteLaboratory) {
  const all = await policies(site);
  const [, autoEnroll, flags] = await constants(site, all.get('CoMgmtSettingsProd'));
  const pilot = await constants(site, all.get('CoMgmtSettingsPilotAutoEnroll'));
  const ofWorkload = ([bit, suffix]: readonly [number, string]) => {
    if ((Number(flags) & bit) !== 0) return 'Intune';
    const isPilot = all.get(`CoMgmtSettingsPilot${suffix}`)?.['IsAssigned'] === true;
    return isPilot ? 'Pilot Intune' : 'Configuration Manager';
  };
  return {
    enrolment: autoEnroll === 'true' ? 'All' : pilot[1] === 'true' ? 'Pilot' : 'None',
    withIntune: Object.entries(workloads)
      .filter(([, each]) => ofWorkload(each) === 'Intune')
      .map(([name]) => name),
    inPilot: Object.entries(workloads)
      .filter(([, each]) => ofWorkload(each) === 'Pilot Intune')
      .map(([name]) => name),
  };
}

describe('co-management policies', () => {
  it('are not there before the wizard ran, and all there after it', async () => {
    const site = await openSite();
    expect((await policies(site)).size).toBe(0);
    await site.console('cloud-attach', {});
    const all = await policies(site);
    expect([...all.keys()]).toEqual([
      'CoMgmtSettingsProd',
      'CoMgmtSettingsPilotAutoEnroll',
      'CoMgmtSettingsPilotCP',
      'CoMgmtSettingsPilotRAP',
      'CoMgmtSettingsPilotDC',
      'CoMgmtSettingsPilotWUP',
      'CoMgmtSettingsPilotEP',
      'CoMgmtSettingsPilotCApp',
      'CoMgmtSettingsPilotO365',
    ]);
    expect([...all.values()].filter((row) => row['IsAssigned'] === true)).toHaveLength(1);
    expect(await readState(site)).toEqual({ enrolment: 'None', withIntune: [], inPilot: [] });
    expect(await constants(site, all.get('CoMgmtSettingsProd'))).toEqual(['true', 'false', '8193']);
  });

  it.each([
    [1, []],
    [67, ['compliance', 'clientApps']],
    [8193, []],
    [12_333, ['resourceAccess', 'deviceConfiguration', 'endpointProtection']],
    [12_543, Object.keys(workloads)],
  ])('with flags %i give Intune %o', async (workloadFlags, withIntune) => {
    const site = await openSite({ comanagement: { enabled: true, workloadFlags } });
    expect((await readState(site)).withIntune).toEqual(withIntune);
  });

  it.each(['None', 'Pilot', 'All'] as const)('derive automatic enrolment %s', async (enrolment) => {
    const site = await openSite({ comanagement: { enabled: true, autoEnrollment: enrolment } });
    expect((await readState(site)).enrolment).toBe(enrolment);
    const all = await policies(site);
    expect(all.get('CoMgmtSettingsPilotAutoEnroll')?.['IsAssigned']).toBe(enrolment === 'Pilot');
  });

  it('say which workloads are in pilot, and production covers them', async () => {
    const site = await openSite({
      comanagement: { enabled: true, pilotWorkloads: ['CP', 'CApp'], workloadFlags: 8195 },
    });
    expect(await readState(site)).toMatchObject({
      withIntune: ['compliance'],
      inPilot: ['clientApps'],
    });
  });

  it('are assigned to All Systems, and their pilots to their collections', async () => {
    const site = await openSite({ collections: [{ name: 'Stage' }] });
    const enrolmentId = await addCollection(site, { Name: 'Intune Auto Enrollment' });
    await site.console('cloud-attach', {
      autoEnrollment: 'Pilot',
      pilotWorkloads: ['CP', 'DC'],
      stagingCollections: { DC: 'Stage' },
    });
    const stage = await site.row("SMS_Collection?$filter=Name eq 'Stage'");
    const assigned = await site.rows('SMS_ConfigurationPolicyAssignment');
    const targets = Object.fromEntries(
      assigned.map((row) => [String(row['AssignmentName']), row['TargetCollectionID']]),
    );
    expect(targets).toEqual({
      CoMgmtSettingsProd: 'SMS00001',
      CoMgmtSettingsPilotAutoEnroll: enrolmentId,
      CoMgmtSettingsPilotCP: enrolmentId,
      CoMgmtSettingsPilotDC: stage['CollectionID'],
    });
    const summaries = await site.rows('SMS_DeploymentSummary?$filter=FeatureType eq 11');
    expect(summaries.map((row) => row['CollectionID'])).toEqual(Object.values(targets));
  });

  it('carry a version and an instant that a change moves', async () => {
    const site = await openSite({ comanagement: { enabled: true } });
    const before = (await policies(site)).get('CoMgmtSettingsProd');
    site.advance(60);
    await site.console('cloud-attach', { workloadFlags: 12_543 });
    const after = (await policies(site)).get('CoMgmtSettingsProd');
    expect([before?.['CIVersion'], after?.['CIVersion']]).toEqual([1, 2]);
    expect(after?.['DateLastModified']).toBe('2026-09-01T08:01:00Z');
  });

  it('are not written over REST', async () => {
    const site = await openSite({ comanagement: { enabled: true } });
    const all = await policies(site);
    const path = `SMS_ConfigurationPolicy(${String(all.get('CoMgmtSettingsProd')?.['CI_ID'])})`;
    const body = { SDMPackageXML: '<x/>' };
    expect((await site.call('PUT', path, { body })).status).toBe(501);
  });
});

describe('the co-management state of a device', () => {
  it('is what its client reported last', async () => {
    const site = await openSite({}, { machines: [{ serialNumber: 'A1', state: 'co-managed' }] });
    expect(await site.row('SMS_Client_ComanagementState')).toMatchObject({
      Name: 'A1',
      MDMEnrolled: 1,
      MDMProvisioned: 1,
      ComgmtPolicyPresent: 1,
      AADJoined: 1,
      HybridAADJoined: 0,
      MDMWorkloads: aString,
    });
    const { ResourceID: resourceId } = await site.row('SMS_R_System');
    await site.console('comanagement-state', {
      resourceId,
      state: { mdmEnrolled: 0, enrollmentFailed: 1, enrollmentStatusCode: 2_149_056_536 },
    });
    const failed = await site.row('SMS_Client_ComanagementState?$filter=EnrollmentFailed eq 1');
    expect(failed).toMatchObject({ MDMEnrolled: 0, EnrollmentStatusCode: 2_149_056_536 });
    expect(await site.row('SMS_CombinedDeviceResources')).toMatchObject({ CoManaged: 0 });
  });

  it('is out of reach where the world says so', async () => {
    const site = await openSite({ behaviour: { servesComanagementState: false } });
    expect((await site.call('GET', 'SMS_Client_ComanagementState?$top=1')).status).toBe(404);
  });
});

describe('a client that has just registered', () => {
  it('is a workgroup client that has not spoken yet, and its twin becomes obsolete', async () => {
    const site = await openSite({}, { machines: [{ serialNumber: 'A1', state: 'co-managed' }] });
    const { simulation } = site.lab.emulator;
    const machine = simulation.machines.find('A1');
    if (machine === undefined) throw new Error('No machine.');
    site.advance(60);
    const client = { name: 'A1', domain: 'WORKGROUP', aadDeviceId: null, isHybrid: false };
    simulation.site.registerClient(machine, client);
    const [old, fresh] = await site.rows('SMS_CombinedDeviceResources?$orderby=ResourceID');
    expect(old).toMatchObject({ IsObsolete: true, IsActive: false });
    expect(fresh).toMatchObject({
      Domain: 'WORKGROUP',
      IsClient: true,
      LastPolicyRequest: null,
      ClientActiveStatus: null,
    });
    site.advance(20 * 60);
    const [, later] = await site.rows('SMS_CombinedDeviceResources?$orderby=ResourceID');
    expect(later).toMatchObject({
      LastPolicyRequest: like(/^2026/),
      ClientActiveStatus: 1,
    });
  });
});

describe('the tenant behind the site', () => {
  it('is found from the upload service through its app', async () => {
    const site = await openSite();
    const { tenantId } = site.lab.emulator.simulation.world.tenant;
    const service = await site.row('SMS_Azure_CloudService?$filter=ServiceType eq 5');
    const [appId] = service['AssociatedAADWebApplications'] as number[];
    const app = await site.row(`SMS_AAD_Application_Ex(${String(appId)})?$select=TenantID`);
    expect(Object.keys(app)).not.toContain('SecretKey');
    const tenant = await site.row(`SMS_AAD_Tenant_Ex(${String(app['TenantID'])})`);
    expect(tenant['TenantID']).toBe(tenantId);
  });

  it('gets no devices where nothing is uploaded, and nothing is known without a connection', async () => {
    const quiet = await openSite({ uploadsDevices: false });
    expect(await quiet.rows('SMS_Azure_CloudService?$filter=ServiceType eq 5')).toEqual([]);
    const alone = await openSite({ hasTenantConnection: false });
    for (const name of ['SMS_Azure_CloudService', 'SMS_AAD_Application_Ex', 'SMS_AAD_Tenant_Ex']) {
      expect(await alone.rows(name)).toEqual([]);
    }
  });

  it('gets all devices, or those of one collection', async () => {
    const mapping = async (site: SiteLaboratory) => {
      const { tenantId: TenantID } = site.lab.emulator.simulation.world.tenant;
      const path = 'SMS_CoMgmtConfigs.GetTenantCollectionMapping';
      return (await site.invoke(path, { TenantID }))['CollectionSiteID'];
    };
    expect(await mapping(await openSite())).toBe('');
    const scoped = await openSite({ uploadCollection: 'Up', collections: [{ name: 'Up' }] });
    expect(await mapping(scoped)).toBe('PS100014');
  });

  it('reaches the site through a gateway that is ready, starting or stopped', async () => {
    const site = await openSite();
    const state = async () =>
      (await site.row("SMS_AzureService?$filter=ServiceType eq 'CloudProxyService'"))['State'];
    expect(await state()).toBe(0);
    for (const next of [4, 6]) {
      await site.console('cmg', { state: next });
      expect(await state()).toBe(next);
    }
    const endpoints = await site.rows('SMS_CloudProxyRoleEndpoint');
    expect(endpoints.map((row) => row['EndpointName'])).toEqual(['SMS_MP', 'SMS_AdminService']);
    expect(await (await openSite({ cmg: null })).rows('SMS_AzureService')).toEqual([]);
  });
});

it('client settings tell the user portal by key, and the console switches it', async () => {
  const site = await openSite();
  const portal = async () => {
    const { AgentConfigurations: agents } = await site.row('SMS_ClientSettingsDefault(0)');
    const softwareCenter = (agents as SiteRow[]).find((agent) => agent['AgentID'] === 30);
    return softwareCenter?.['SC_UserPortal'];
  };
  expect(await site.row('SMS_ClientSettingsDefault')).toMatchObject({ AgentConfigurations: null });
  expect(await portal()).toBe(0);
  await site.console('user-portal', { userPortal: 1 });
  expect(await portal()).toBe(1);
  const body = { AgentConfigurations: [{ AgentID: 30, SC_UserPortal: 0 }] };
  expect((await site.call('PUT', 'SMS_ClientSettingsDefault(0)', { body })).status).toBe(404);
});

it.each([
  [9058, '5.00.9058.1000'],
  [9135, '5.00.9135.1000'],
  [9141, '5.00.9141.1000'],
])('a site of build %i says so everywhere', async (buildNumber, version) => {
  const site = await openSite({ buildNumber });
  expect(await site.row("SMS_Site('PS1')")).toMatchObject({
    BuildNumber: buildNumber,
    Version: version,
    Type: 2,
    Status: 1,
  });
  const provider = await site.invoke('SMS_Identification.GetProviderVersion', {});
  expect(provider['Version']).toBe(version);
});
