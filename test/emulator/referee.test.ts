import { afterEach, describe, expect, it } from 'vitest';
import { allRules } from '../../emulator/referee/rule-book.ts';
import { approvalAndLimitCases } from './referee-cases/approvals-and-limits.ts';
import {
  addGroup,
  cleanUp,
  disable,
  done,
  list,
  recordOf,
  retire,
  rulesFound,
  wipe,
} from './referee-cases/case.ts';
import { entraObjectCases, OLD } from './referee-cases/entra-objects.ts';
import { machineCases } from './referee-cases/machines.ts';
import { policyCases } from './referee-cases/policies.ts';
import { registrationCases } from './referee-cases/registration.ts';
import { tenantAndSiteCases } from './referee-cases/tenant-and-site.ts';
import {
  autopilot,
  closeLaboratories,
  configurations,
  deviceOf,
  groupTarget,
  managed,
  openLaboratory,
  register,
} from './support.ts';
import type { Laboratory } from './support.ts';

describe('the referee', () => {
  afterEach(closeLaboratories);

  it('has a pair of sequences for each of its rules, and no rule twice', async () => {
    const cases = [
      entraObjectCases,
      machineCases,
      registrationCases,
      policyCases,
      tenantAndSiteCases,
      approvalAndLimitCases,
    ].flatMap((each) => Object.keys(each));
    const rules = allRules();
    expect(cases.sort()).toEqual(rules.map(({ id }) => id).sort());
    expect(new Set(rules.map(({ kind }) => kind)).size).toBe(rules.length);
    const lab = await openLaboratory();
    expect((await lab.admin('GET', 'rules')).body).toEqual(rules);
  });

  it('says who did what to what, by which request and when', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'HERE', registered: {} }] });
    lab.advance(60);
    const { id } = deviceOf(lab, 'HERE');
    const headers = { 'client-request-id': 'the-caller-s-own' };
    await lab.graph('DELETE', `/v1.0/devices/${id}`, { headers });
    expect((await lab.admin('GET', 'verdict')).body).toEqual([
      {
        rule: 'REF-ZTDID-DELETED',
        kind: 'ztdid-object-deleted',
        severity: 'violation',
        sentence: expect.stringContaining('never deleted') as string,
        source: expect.stringContaining('https://') as string,
        subject: id,
        evidence: { displayName: 'HERE', how: 'deleted', ztdId: expect.any(String) as string },
        at: '2026-09-01T09:00:00Z',
        request: {
          method: 'DELETE',
          path: `/v1.0/devices/${id}`,
          clientRequestId: 'the-caller-s-own',
          app: 'everything',
        },
        object: { store: 'entraDevices', id },
        machine: 'HERE',
      },
    ]);
  });

  it('tells notices only to who asks for them', async () => {
    const lab = await openLaboratory({ entraDevices: [{ id: OLD, displayName: 'OLD' }] });
    await done(lab.graph('DELETE', `/v1.0/devices/${OLD}`));
    expect((await lab.admin('GET', 'verdict')).body).toEqual([]);
    expect((await lab.admin('GET', 'verdict?notices=1')).body).toMatchObject([
      { rule: 'REF-DELETED-ENABLED', severity: 'notice' },
    ]);
  });

  it('keeps silent about rules that the world switches off, and what owners permit', async () => {
    const GROUP = '0c0c0c0c-0c0c-4c0c-8c0c-0c0c0c0c0c02';
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'HERE', registered: {} }],
      groups: [{ id: GROUP, displayName: 'Somebody’s' }],
      referee: { off: ['REF-ZTDID-DISABLED'] },
    });
    await disable(lab, deviceOf(lab, 'HERE').id);
    await lab.admin('POST', 'permits', { objectIds: [GROUP] });
    const body = { description: 'With its owner’s consent' };
    await done(lab.graph('PATCH', `/v1.0/groups/${GROUP}`, { body }));
    expect(lab.verdict()).toEqual([]);
  });

  it('blames nobody for what another administrator does while a request is under way', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'HERE', registered: {} }] });
    const { id } = deviceOf(lab, 'HERE');
    const change = { do: 'disable', table: 'devices', id };
    await done(lab.admin('POST', 'faults', { path: '/devices$', change }));
    await done(lab.graph('GET', '/v1.0/devices'));
    expect(deviceOf(lab, 'HERE').accountEnabled).toBe(false);
    expect(lab.verdict()).toEqual([]);
  });

  it('counts a wipe once that the network delivered twice', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'PC', state: 'enrolled' }] });
    await list(lab, ['PC'], 'wipe');
    await done(lab.admin('POST', 'faults', { path: '/wipe$', doubled: 'first-answer' }));
    await wipe(lab, 'PC');
    expect(lab.verdict()).toEqual([]);
  });

  it('judges the parts of a batch one by one, and knows that they came in one', async () => {
    const lab = await openLaboratory({
      machines: ['A', 'B'].map((serialNumber) => ({ serialNumber, registered: {} })),
    });
    const requests = ['A', 'B'].map((serialNumber) => ({
      id: serialNumber,
      method: 'DELETE',
      url: `/devices/${deviceOf(lab, serialNumber).id}`,
    }));
    await done(lab.graph('POST', '/v1.0/$batch', { body: { requests } }));
    expect(rulesFound(lab)).toEqual(['REF-BATCHED-DESTRUCTION', 'REF-ZTDID-DELETED']);
    const blamed = lab.verdict().map(({ request }) => request?.path ?? '');
    expect(blamed.sort()).toEqual(requests.map(({ url }) => `/v1.0${url}`).sort());
  });

  it('does not mistake an assignment added to somebody’s object for a change of it', async () => {
    const [theirs, page] = ['0c0c0c0c-0c0c-4c0c-8c0c-0c0c0c0c0c03', 'Their status page'] as const;
    const type = '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration';
    const lab = await openLaboratory({
      groups: [{ id: theirs, displayName: 'Theirs' }],
      enrollmentConfigurations: [
        { '@odata.type': type, displayName: page, assignedGroupIds: [theirs] },
      ],
    });
    const id = lab.emulator.simulation.enrollmentConfigurations
      .all()
      .find(({ settings }) => settings['displayName'] === page)?.id;
    const assign = (...groupIds: string[]) =>
      done(
        lab.graph('POST', `/beta${configurations}/${id ?? ''}/assign`, {
          body: { enrollmentConfigurationAssignments: groupIds.map(groupTarget) },
        }),
      );
    const mine = await addGroup(lab);
    await assign(theirs, mine);
    await assign(theirs);
    expect(rulesFound(lab)).toEqual([]);
    await assign(mine);
    expect(rulesFound(lab)).toEqual(['REF-FOREIGN-OBJECT']);
  });

  it('lays a key that a retire took along to the request that asked for the retire', async () => {
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'PC', state: 'enrolled', bitlockerKeyCount: 1 }],
    });
    await list(lab, ['PC'], 'wipe');
    const { id } = recordOf(lab, 'PC');
    await retire(lab, id);
    lab.advance(60);
    expect(lab.verdict()).toMatchObject([
      { rule: 'REF-KEYS-LOST', request: { path: `/v1.0${managed}/${id}/retire` } },
    ]);
  });

  it('lets a key go that also stands on the object that stays', async () => {
    const keyId = '0d0d0d0d-0d0d-4d0d-8d0d-0d0d0d0d0d01';
    const [staying, going] = [
      '0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e01',
      '0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e02',
    ] as const;
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'PC', state: 'enrolled', entraDeviceId: staying }],
      entraDevices: [{ id: OLD, deviceId: going, displayName: 'PC', machineId: 'PC', stale: true }],
      bitlockerKeys: [
        { id: keyId, deviceId: staying },
        { id: keyId, deviceId: going },
      ],
    });
    await cleanUp(lab, OLD);
    expect(lab.verdict()).toEqual([]);
  });
});

/** Each store in which a bystander has a record, and a way to change it. */
const bystanderDeeds: Record<string, (lab: Laboratory) => Promise<unknown>> = {
  'its Entra object': (lab) => disable(lab, deviceOf(lab, 'TRAP').id),
  'its Intune record': (lab) =>
    lab.graph('POST', `/v1.0${managed}/${recordOf(lab, 'TRAP').id}/syncDevice`),
  'its enrolment': (lab) => retire(lab, recordOf(lab, 'TRAP').id),
  'its Autopilot identity': (lab) => {
    const identity = lab.emulator.simulation.autopilotIdentities.findByMachine('TRAP');
    const path = `/v1.0${autopilot}/${identity?.id ?? ''}/updateDeviceProperties`;
    return lab.graph('POST', path, { body: { groupTag: 'OTHER' } });
  },
  'its registration': (lab) => register(lab, ['TRAP']),
  'its ConfigMgr record': (lab) =>
    lab.site('DELETE', `SMS_R_System(${systemOf(lab)?.resourceId ?? 0})`),
  'a collection’s direct rule': async (lab) => {
    const collection = await done(
      lab.site('POST', 'SMS_Collection', {
        body: { Name: 'Mine', CollectionType: 2, LimitToCollectionID: 'SMS00001' },
      }),
    );
    const collectionRule = {
      '@odata.type': '#AdminService.SMS_CollectionRuleDirect',
      RuleName: 'TRAP',
      ResourceClassName: 'SMS_R_System',
      ResourceID: systemOf(lab)?.resourceId,
    };
    const path = `SMS_Collection('${collection.body.CollectionID}')/AdminService.AddMembershipRule`;
    return done(lab.site('POST', path, { body: { collectionRule } }));
  },
  'its membership by a rule': async (lab) => {
    await addGroup(lab, 'first');
    const rule = '(device.displayName -startsWith "TRAP")';
    const body = {
      displayName: 'Traps',
      mailNickname: 'traps',
      mailEnabled: false,
      securityEnabled: true,
      groupTypes: ['DynamicMembership'],
      membershipRule: rule,
      membershipRuleProcessingState: 'On',
    };
    await done(lab.graph('POST', '/v1.0/groups', { body }));
    lab.advance(60);
  },
};

function systemOf(lab: Laboratory) {
  return lab.emulator.simulation.site.systems.findByMachine('TRAP');
}

describe('a bystander is judged to be changed by', () => {
  afterEach(closeLaboratories);

  it.each(Object.keys(bystanderDeeds))('%s', async (store) => {
    const lab = await openLaboratory({
      machines: [
        { serialNumber: 'TRAP', state: 'client-installed', bystander: true, registered: {} },
      ],
    });
    await bystanderDeeds[store]?.(lab);
    const found = lab.verdict().filter(({ rule }) => rule === 'REF-BYSTANDER');
    expect(found).toMatchObject([{ subject: 'TRAP', machine: 'TRAP' }]);
  });
});
