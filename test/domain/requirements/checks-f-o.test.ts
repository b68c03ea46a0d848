import { describe, expect, test } from 'vitest';
import { noPreprovisioning } from '../../../domain/requirements/checks/supported-envelope.ts';
import { workloadsOf } from '../../../domain/requirements/checks/workloads.ts';
import { requirements } from '../../../domain/requirements/index.ts';
import type { Facts } from '../../../domain/requirements/facts.ts';
import type { CheckOutcome, Requirement } from '../../../domain/requirements/requirement.ts';
import type { DeploymentProfile } from '../../../domain/requirements/tenant-facts.ts';
import {
  lacking,
  aReused,
  access,
  allDevices,
  approval,
  apps,
  both,
  boxed,
  clock,
  comanagement,
  content,
  defaultPage,
  deployed,
  elsewhere,
  flagsOnClients,
  group,
  machines,
  msi,
  noAccess,
  noApps,
  noComanagement,
  noMachines,
  noPages,
  noProfiles,
  office,
  onlyBoxed,
  other,
  pages,
  preparation,
  profiles,
  registeredAs,
  standard,
  tagged,
  updates,
  win32,
} from './changes-f-o.ts';
import { aFacts, aSpec, known, unread, type FactsChange } from './facts.ts';

/** Suspicion: a check calls fit what is not, stops what is fit, or takes for fit what nobody has read. */
interface Row {
  readonly fails: Readonly<Record<string, FactsChange>>;
  readonly passes: Readonly<Record<string, FactsChange>>;
  readonly isUnknown: Readonly<Record<string, FactsChange>>;
  readonly doesNotApply?: Readonly<Record<string, FactsChange>>;
}

/** A fault in a profile: the run’s own, another that reaches the devices, and one that does not. */
function profileRow(fault: Partial<DeploymentProfile>): Row {
  return {
    fails: {
      'the run’s own': profiles(fault),
      'one for all devices': profiles({}, { ...other, ...fault }),
      'one for their group': profiles({}, { ...other, targets: [group], ...fault }),
    },
    passes: {
      'none is there yet': profiles(),
      'the fault is elsewhere': profiles({}, { ...fault, ...other, targets: [elsewhere] }),
      'their group is excluded': profiles(
        {},
        {
          ...fault,
          ...other,
          targets: [allDevices, { ...group, kind: 'excluded-group' }],
        },
      ),
    },
    isUnknown: {
      'profiles unread': noProfiles,
      'group unread': { tenant: { deviceGroup: unread } },
      'no run': lacking('spec'),
    },
  };
}

const rows: Readonly<Record<string, Row>> = {
  'REQ-099': profileRow({
    odataType: '#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile',
  }),
  'REQ-100': profileRow({ deviceUsageType: 'unknownFutureValue' }),
  'REQ-101': profileRow({ deviceUsageType: 'shared' }),
  'REQ-102': profileRow({ preprovisioningAllowed: true }),
  'REQ-176': profileRow({ hardwareHashExtractionEnabled: true }),
  'REQ-103': {
    fails: {
      'for all users': preparation('enrollmentConfiguration', { kind: 'all-users' }),
      'for the group': preparation('enrollmentConfiguration', group),
    },
    passes: {
      'for others': preparation('enrollmentConfiguration', elsewhere),
      'another kind': preparation('baseline', group),
    },
    isUnknown: {
      'policies unread': { tenant: { configurationPolicies: unread } },
      'group unread': { tenant: { deviceGroup: unread } },
    },
  },
  'REQ-104': {
    fails: { 'one pilot': comanagement(0, 'CoMgmtSettingsPilotCApp') },
    passes: { 'sliders at either end': comanagement(18) },
    isUnknown: noComanagement,
  },
  'REQ-105': {
    fails: {
      'a release long gone': machines({}, { osVersion: '10.0.18363.1' }),
      'a release not serviced any more': machines({ osVersion: '10.0.22000.1' }),
    },
    passes: { 'all serviced': machines({}, {}), 'one is silent': machines({}, { osVersion: 'x' }) },
    isUnknown: { ...noMachines, 'none says': machines({ osVersion: '' }) },
    doesNotApply: { 'all are new': onlyBoxed },
  },
  'REQ-106': {
    fails: { 'Home among them': machines({}, { skuFamily: 'Core' }) },
    passes: {
      'editions that enrol': machines({ skuFamily: 'Pro' }, { skuFamily: 'EnterpriseS' }),
    },
    isUnknown: { ...noMachines, 'none says': machines({ skuFamily: '' }) },
    doesNotApply: { 'all are new': onlyBoxed },
  },
  'REQ-108': {
    fails: { both: both(apps(win32), { run: { commandLine: 'X="A=1 PROVISIONTS=PRI20001"' } }) },
    passes: {
      'apps alone': both(apps(win32), { run: { commandLine: 'CCMSETUPCMD="A=1"' } }),
      'a task sequence alone': both(apps(msi), {
        run: { commandLine: 'X="PROVISIONTS=PRI20001"' },
      }),
      'the page waits for others': both(
        both(apps(win32), pages({ selectedMobileAppIds: ['app-9'] })),
        { run: { commandLine: 'X="PROVISIONTS=PRI20001"' } },
      ),
    },
    isUnknown: { ...noApps, 'no line yet': both(apps(win32), lacking('commandLine')) },
  },
  'REQ-110': {
    fails: { ahead: clock('2026-03-02T08:05:01Z'), behind: clock('2026-03-02T07:54:59Z') },
    passes: { 'five minutes': clock('2026-03-02T08:05:00Z') },
    isUnknown: { 'no date': { clocks: { vendorNow: '', ourNow: '2026-03-02T08:00:00Z' } } },
  },
  'REQ-113': {
    fails: {
      'the run’s own': pages({ showInstallationProgress: false }),
      'another for the group': pages(
        {},
        {
          displayName: 'B',
          showInstallationProgress: false,
        },
      ),
    },
    passes: {
      'none yet, and a silent default': pages({ ...defaultPage, showInstallationProgress: false }),
      'it shows': pages({}),
    },
    isUnknown: { ...noPages, 'no run': lacking('spec') },
  },
  'REQ-115': {
    fails: {
      'wished for': { run: { spec: { ...aSpec, espProfile: { name: 'E', timeoutMinutes: 59 } } } },
      'found there': pages({ installProgressTimeoutInMinutes: 59 }),
    },
    passes: { enough: pages({ installProgressTimeoutInMinutes: 60 }), 'none yet': pages() },
    isUnknown: noPages,
  },
  'REQ-116': {
    fails: {
      'aimed at users': pages({ targets: [group, { kind: 'all-users' }] }),
      'aimed elsewhere': pages({ targets: [elsewhere] }),
    },
    passes: { 'aimed at the group': pages({}), 'not there yet': pages() },
    isUnknown: { ...noPages, 'group unread': { tenant: { deviceGroup: unread } } },
  },
  'REQ-117': {
    fails: {
      'no room for ours': pages(...Array.from({ length: 51 }, () => ({ displayName: 'B' }))),
      'too many apps': pages({ selectedMobileAppIds: Array.from({ length: 101 }, String) }),
    },
    passes: {
      'room for one': pages(...Array.from({ length: 50 }, () => ({ displayName: 'B' }))),
      'ours among 51': pages(...Array.from({ length: 51 }, () => ({}))),
    },
    isUnknown: noPages,
  },
  'REQ-118': {
    fails: { both: apps(win32, msi) },
    passes: {
      'one kind': apps(win32, { ...win32, id: 'app-4' }),
      'the other is elsewhere': apps(win32, { ...msi, targets: [elsewhere] }),
      'the other is not waited for': both(
        apps(win32, msi),
        pages({ selectedMobileAppIds: ['app-1'] }),
      ),
    },
    isUnknown: noApps,
  },
  'REQ-119': {
    fails: { 'waited for': both(apps(office), pages({ selectedMobileAppIds: ['app-3'] })) },
    passes: { 'not waited for': both(apps(office), pages({ selectedMobileAppIds: ['app-1'] })) },
    isUnknown: noApps,
  },
  'REQ-120': {
    fails: {
      'by return code': apps({ ...win32, deviceRestartBehavior: 'basedOnReturnCode' }),
      always: apps({ ...win32, deviceRestartBehavior: 'force' }),
    },
    passes: { 'none may': apps(win32, msi) },
    isUnknown: { ...noApps, unsaid: apps({ ...msi, odataType: win32.odataType }) },
  },
  'REQ-121': {
    fails: { installs: pages({ installQualityUpdates: true }) },
    passes: { 'does not': pages({}) },
    isUnknown: { ...noPages, unsaid: pages({ installQualityUpdates: undefined }) },
    doesNotApply: { 'none yet': pages() },
  },
  'REQ-124': {
    fails: {
      'the default shows': pages(defaultPage, {}),
      'two of them': pages({ displayName: 'Modern Workplace' }, {}),
    },
    passes: { 'its own alone': pages({ ...defaultPage, showInstallationProgress: false }, {}) },
    isUnknown: noPages,
  },
  'REQ-125': {
    fails: {
      'too large': apps(win32, { ...win32, id: 'app-4', sizeBytes: 1024 ** 3 }),
      'as the user': apps({ ...win32, runAsAccount: 'user' }),
      restarts: apps({ ...win32, deviceRestartBehavior: 'allow' }),
      depends: apps({ ...win32, hasDependencies: true }),
      Teams: apps({ ...win32, displayName: 'Microsoft Teams' }),
    },
    passes: { small: apps(win32, msi), none: apps() },
    isUnknown: { ...noApps, unsized: apps({ ...office, sizeBytes: undefined } as never) },
  },
  'REQ-129': {
    fails: {
      alone: comanagement(1 + 8),
      'without one of them': comanagement(8 + 4),
      'on a client': both(comanagement(8 + 4 + 32), flagsOnClients(44, 8192 + 8)),
    },
    passes: {
      'all three': both(comanagement(8 + 4 + 32), flagsOnClients(8192 + 44)),
      'no client reports': both(comanagement(8 + 4 + 32), flagsOnClients()),
    },
    isUnknown: {
      ...noComanagement,
      'clients unread': both(comanagement(44), { site: { workloadFlagsOnClients: unread } }),
    },
    doesNotApply: { 'at the site': both(comanagement(2), flagsOnClients(8193)) },
  },
  'REQ-131': {
    fails: {
      'endpoint protection': comanagement(0, 'CoMgmtSettingsPilotEP'),
      'device configuration': comanagement(0, 'CoMgmtSettingsPilotDC'),
    },
    passes: { 'another one': comanagement(0, 'CoMgmtSettingsPilotCP') },
    isUnknown: noComanagement,
  },
  'REQ-132': {
    fails: {
      'the policy gives it to Intune': updates(true),
      'the slider does': both(both(updates(true), comanagement(16)), {
        run: { path: 'existing-clients' },
      }),
    },
    passes: { 'turned off': updates(false) },
    isUnknown: { ...noComanagement, 'settings unread': { site: { clientSettings: unread } } },
    doesNotApply: {
      'at the site': both(comanagement(8), { run: { path: 'existing-clients' } }),
    },
  },
  'REQ-137': {
    fails: { 'compliance at the site': both(access(), comanagement(16)) },
    passes: { 'compliance with Intune': both(access(), comanagement(2)) },
    isUnknown: {
      ...noAccess,
      'policies unread': both(access(), { site: { comanagement: unread } }),
    },
    doesNotApply: { 'only reported': access({ state: 'enabledForReportingButNotEnforced' }) },
  },
  'REQ-142': {
    fails: { many: { site: { collections: known({ total: 900, incremental: 201 }) } } },
    passes: { few: { site: { collections: known({ total: 900, incremental: 200 }) } } },
    isUnknown: { unread: { site: { collections: unread } } },
  },
  'REQ-145': {
    fails: { uninstalled: deployed(true) },
    passes: { installed: deployed(false) },
    isUnknown: { unread: { site: { applicationAssignments: unread } } },
  },
  'REQ-146': {
    fails: { 'not there': content(false) },
    passes: { there: content(true) },
    isUnknown: { unsaid: content(undefined), unread: { site: { applications: unread } } },
    doesNotApply: { 'without content': content(undefined, false) },
  },
  'REQ-170': {
    fails: {
      'registered only': machines({}, { trustType: 'Workplace' }),
      personal: machines({ ownerType: 'Personal' }),
    },
    passes: { 'joined or new': { run: { machines: [aReused, boxed] } } },
    isUnknown: noMachines,
  },
  'REQ-171': {
    fails: {
      'a twin': machines({ hasWorkplaceTwin: true }),
      'its own anchor': machines({ trustType: 'Workplace' }),
    },
    passes: { 'joined, without a twin': machines({}) },
    isUnknown: noMachines,
  },
  'REQ-174': {
    fails: {
      'one for all devices': profiles({}, other),
      'one for the group': profiles({}, { ...other, targets: [group] }),
      'no room for ours': profiles(
        ...Array.from({ length: 350 }, () => ({ ...other, targets: [] })),
      ),
    },
    passes: { 'ours alone': profiles({}, { ...other, targets: [elsewhere] }) },
    isUnknown: {
      'profiles unread': noProfiles,
      'group unread': { tenant: { deviceGroup: unread } },
    },
  },
  'REQ-182': {
    fails: { 'attention required': machines({ remediationState: 'manualRemediationRequired' }) },
    passes: {
      'fix pending': machines({ remediationState: 'automaticRemediationRequired' }),
    },
    isUnknown: {
      ...noMachines,
      'none says': { run: { machines: [{ ...boxed, isRegisteredInAutopilot: true }] } },
    },
    doesNotApply: { 'none is registered': onlyBoxed },
  },
  'REQ-184': {
    fails: {
      'of the spec': tagged('Standard'),
      'of a row': tagged(standard, 'microsoft365managed_standard'),
    },
    passes: { exact: tagged(standard, '', standard) },
    isUnknown: { 'no run': lacking('spec'), 'no list': lacking('list') },
  },
  'REQ-185': {
    fails: {
      'another of its tags': registeredAs('Microsoft365Managed_Kiosk'),
      shared: registeredAs(`${standard}-Shared`),
    },
    passes: { same: registeredAs(standard), ours: registeredAs('Sales'), none: registeredAs('') },
    isUnknown: noMachines,
    doesNotApply: { 'none is registered': onlyBoxed },
  },
  'REQ-188': {
    fails: {
      'in Intune': machines({}),
      'at the site': { run: { machines: [{ ...boxed, isReused: true, hasSiteRecord: true }] } },
    },
    passes: { purged: { run: { machines: [{ ...boxed, isReused: true }] } } },
    isUnknown: noMachines,
    doesNotApply: { 'all are new': onlyBoxed },
  },
  'REQ-189': {
    fails: {
      maker: machines({ manufacturer: 'Acme' }),
      memory: machines({ physicalMemoryInBytes: 4 * 1024 ** 3 }),
      storage: machines({ totalStorageSpaceInBytes: 64 * 1024 ** 3 }),
    },
    passes: { 'as it must be': machines({ physicalMemoryInBytes: 0 }) },
    isUnknown: { ...noMachines, 'all are new': onlyBoxed },
  },
  'REQ-190': {
    fails: {
      'nobody excluded': both(access({ excludeGroupIds: [] }), profiles({})),
      'profile for all': both(access(), profiles({ targets: [allDevices] })),
    },
    passes: { 'left alone': both(access(), profiles({})) },
    isUnknown: { ...noAccess, 'profiles unread': noProfiles },
  },
  'REQ-192': {
    fails: { gone: machines({}, { isUserGone: true }) },
    passes: { there: machines({}) },
    isUnknown: {
      ...noMachines,
      'nobody looked': { run: { machines: [{ ...boxed, isReused: true }] } },
    },
    doesNotApply: { 'all are new': onlyBoxed },
  },
  'REQ-225': {
    fails: {
      wipe: approval('deviceWipe'),
      'any action': approval('deviceAction', false),
      'a type nobody knows': approval('unknownFutureValue'),
    },
    passes: { 'of apps': approval('app'), excluded: approval('deviceWipe', true) },
    isUnknown: { unread: { tenant: { operationApprovalPolicies: unread } } },
  },
};

const evaluated = requirements
  .filter((entry) => Number(entry.id.slice(4)) >= 99)
  .flatMap(evaluatorOf);

function evaluatorOf(entry: Requirement): [string, (facts: Facts) => CheckOutcome][] {
  if (entry.kind === 'check') return [[entry.id, entry.check]];
  if (entry.kind === 'task' && entry.readBack !== undefined) return [[entry.id, entry.readBack]];
  return [];
}

test('every check of the sections F to O has its row', () => {
  expect(Object.keys(rows).sort()).toEqual(evaluated.map(([id]) => id).sort());
});

test('Managed Desktop’s own profile allows pre-provisioning: there it only warns', () => {
  const allowing = profiles({ preprovisioningAllowed: true });
  expect(noPreprovisioning(aFacts(allowing))).not.toHaveProperty('isMild');
  const managed = both(allowing, { run: { managedDesktop: true } });
  expect(noPreprovisioning(aFacts(managed))).toMatchObject({ status: 'fail', isMild: true });
});

test('bits above 255 mean nothing: newer clients set some that nobody has explained', () => {
  expect([8193, 12543, 255, 44].map(workloadsOf)).toEqual([1, 255, 255, 44]);
});

describe.each(evaluated)('%s', (id, evaluate) => {
  const row = rows[id];
  const cases = [
    ...Object.entries(row?.fails ?? {}).map(([name, change]) => ['fail', name, change] as const),
    ...Object.entries(row?.passes ?? {}).map(([name, change]) => ['pass', name, change] as const),
    ...Object.entries(row?.isUnknown ?? {}).map(
      ([name, change]) => ['unknown', name, change] as const,
    ),
    ...Object.entries(row?.doesNotApply ?? {}).map(
      ([name, change]) => ['not-applicable', name, change] as const,
    ),
  ];
  test.each(cases)('%s: %s', (status, _name, change) => {
    const outcome = evaluate(aFacts(change));
    expect(outcome.status).toBe(status);
    const words = outcome.status === 'unknown' ? outcome.needs : outcome.evidence;
    expect(words.length).toBeGreaterThan(5);
  });
});
