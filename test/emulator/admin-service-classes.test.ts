import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteClasses } from '../../emulator/configmgr/classes.ts';
import { isOfType } from '../../emulator/configmgr/columns.ts';
import { closeLaboratories } from './support.ts';
import {
  addCollection,
  addRule,
  assignmentOf,
  clientQuery,
  openSite,
  queryRule,
} from './site-support.ts';
import type { SiteLaboratory, SiteRow } from './site-support.ts';

/** Every class there should be, over a site that has something in each. */
const classNames = [
  'SMS_Site',
  'SMS_Identification',
  'SMS_R_System',
  'SMS_CombinedDeviceResources',
  'SMS_FullCollectionMembership',
  'SMS_Client_ComanagementState',
  'SMS_Collection',
  'SMS_CollectionRuleQuery',
  'SMS_ObjectContainerItem',
  'SMS_Application',
  'SMS_ApplicationLatest',
  'SMS_ContentPackage',
  'SMS_DistributionPointGroup',
  'SMS_DistributionDPStatus',
  'SMS_DPGroupDistributionStatusDetails',
  'SMS_ObjectContentExtraInfo',
  'SMS_ApplicationAssignment',
  'SMS_DeploymentSummary',
  'SMS_AppDeploymentAssetDetails',
  'SMS_CIDeploymentUnknownAssetDetails',
  'SMS_ClientOperation',
  'SMS_ClientOperationStatus',
  'SMS_ConfigurationPolicy',
  'SMS_ConfigurationPolicyAssignment',
  'SMS_AAD_Tenant_Ex',
  'SMS_AAD_Application_Ex',
  'SMS_Azure_CloudService',
  'SMS_AzureService',
  'SMS_CloudProxyRoleEndpoint',
  'SMS_ADDomain',
];
const withoutInstances = ['SMS_Identification', 'SMS_CollectionRuleQuery', 'SMS_CoMgmtConfigs'];
const emptyHere = [
  'SMS_ClientSettings',
  'SMS_ClientSettingsAssignment',
  'SMS_AppDeploymentErrorAssetDetails',
  'SMS_AppDeploymentRequirementsNotMetAssetDetails',
];

let site: SiteLaboratory;
beforeAll(async () => {
  site = await openSite(
    { withSample: true, comanagement: { enabled: true, autoEnrollment: 'Pilot' } },
    { machines: [{ serialNumber: 'A1', state: 'co-managed' }] },
  );
  const id = await addCollection(site, { Name: 'All' });
  await addRule(site, id, queryRule(clientQuery('Client = 1')));
  const { CI_ID: ciId } = await site.row(
    "SMS_Application?$filter=LocalizedDisplayName eq 'Sample good' and IsLatest eq true",
  );
  const body = assignmentOf(ciId, id);
  await site.call('POST', 'SMS_ApplicationAssignment', { body });
  const operation = { TargetCollectionID: id, Type: 8, TargetResourceIDs: [] };
  await site.invoke('SMS_ClientOperation.InitiateClientOperation', operation);
  const folder = { Name: 'Pilots', ObjectType: 5000 };
  const made = await site.call('POST', 'SMS_ObjectContainerNode', { body: folder });
  const item = { InstanceKey: id, ContainerNodeID: made.body['ContainerNodeID'], ObjectType: 5000 };
  await site.call('POST', 'SMS_ObjectContainerItem', { body: item });
});
afterAll(closeLaboratories);

it('every class of the specification is served', async () => {
  for (const name of classNames) {
    expect([name, (await site.call('GET', name)).status]).toEqual([name, 200]);
  }
});

describe('every class', () => {
  const keyOf = (key: readonly string[], row: SiteRow) => {
    const literal = (name: string) => {
      const value = row[name];
      if (typeof value === 'number') return String(value);
      return `'${encodeURIComponent(String(value).replaceAll("'", "''"))}'`;
    };
    const [only] = key;
    if (key.length === 1 && only !== undefined) return literal(only);
    return key.map((name) => `${name}=${literal(name)}`).join(',');
  };

  it('answers rows of the types it declares, each of which is found by its key', async () => {
    for (const each of siteClasses(site.lab.emulator.simulation)) {
      const rows = await site.rows(each.name);
      const isEmpty = withoutInstances.includes(each.name) || emptyHere.includes(each.name);
      expect([each.name, rows.length > 0]).toEqual([each.name, !isEmpty]);
      for (const row of rows.slice(0, 3)) {
        const keyed = await site.row(`${each.name}(${keyOf(each.key, row)})`);
        expect(keyed['@odata.etag']).toBe(row['@odata.etag']);
        for (const [name, { type, isLazy }] of each.columns) {
          const fits = keyed[name] === null || isOfType(keyed[name], type);
          expect([each.name, name, fits]).toEqual([each.name, name, true]);
          if (isLazy) expect(row[name]).toBeNull();
        }
      }
    }
  });

  it('stands in $metadata with its keys', async () => {
    const { text } = await site.call('GET', '$metadata');
    for (const { name, key } of siteClasses(site.lab.emulator.simulation)) {
      expect(text).toContain(
        `<EntityType Name="${name}"><Key><PropertyRef Name="${String(key[0])}"/>`,
      );
    }
  });
});

describe('the sample', () => {
  it('has domain clients, workgroup clients with their traps, and what must not be deployed', async () => {
    const rows = await site.rows("SMS_R_System?$filter=startswith(SerialNumber,'SAMPLE')");
    const of = (domain: string) =>
      rows.filter((row) => row['ResourceDomainORWorkgroup'] === domain);
    expect(of('CORP')).toHaveLength(3);
    expect(of('WORKGROUP')).toHaveLength(5);
    const twins = rows.filter((row) => row['Name'] === 'AP-01');
    expect(twins.map((row) => row['Obsolete'])).toEqual([0, 1]);
    const blocked = await site.rows('SMS_CombinedDeviceResources?$filter=IsBlocked eq true');
    expect(blocked).toMatchObject([{ Name: 'AP-03' }]);
    const domains = await site.rows('SMS_ADDomain');
    expect(domains.map((row) => row['DomainName'])).toEqual(['CORP']);
  });
});

describe('the console', () => {
  it('makes a second collection of the same name, as people do', async () => {
    await site.console('duplicate-collection', { name: 'All' });
    expect(await site.rows("SMS_Collection?$filter=Name eq 'All'")).toHaveLength(2);
  });

  it('adds an administrator, or changes what one may see', async () => {
    const visitor = { token: 'visitor', name: 'CORP\\visitor', rights: ['read'] };
    await site.console('principals', visitor);
    expect((await site.rows('SMS_R_System', { as: 'visitor' })).length).toBeGreaterThan(1);
    await site.console('principals', { ...visitor, collections: ['Nothing of ours'] });
    expect(await site.rows('SMS_R_System', { as: 'visitor' })).toEqual([]);
    expect(await site.row("SMS_Collection('SMS00001')", { as: 'visitor' })).toMatchObject({
      MemberCount: 0,
    });
  });
});

describe('what is not emulated', () => {
  it.each<[string, string, object | undefined, string?]>([
    ['POST', 'wmi/SMS_Application', { SDMPackageXML: '<x/>' }],
    ['PUT', 'wmi/SMS_ConfigurationPolicy', { SDMPackageXML: '<x/>' }, '(16800001)'],
    ['POST', 'wmi/SMS_ConfigurationPolicyAssignment', { AssignedCIs: [16_800_001] }],
    ['POST', 'wmi/SMS_ClientSettings', { Name: 'x' }],
    ['POST', 'v1.0/Device/AdminService.RunScript', {}],
    ['POST', 'v1.0/Device/AdminService.RunCMPivot', {}],
    ['GET', 'v1.0/Device/Events', undefined],
    ['GET', 'v1.0/Device/AvailableApplications', undefined],
    ['GET', 'v1.0/Device/BoundaryGroups', undefined],
  ])('%s %s answers 501 and is documented', async (method, path, body, key = '') => {
    const keyed = path.replace('Device/', 'Device(16777217)/') + key;
    const answer = await site.call(method, keyed, { body, prefix: '/AdminService/' });
    expect(answer).toMatchObject({ status: 501, body: { error: { code: '501' } } });
    expect(answer.body.error.message).toMatch(/^Not emulated: /);
    const differences = await readFile('docs/emulator-differences.md', 'utf8');
    expect(differences).toContain(`\`${method} ${path}\``);
  });
});
