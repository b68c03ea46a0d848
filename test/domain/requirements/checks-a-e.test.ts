import { describe, expect, test } from 'vitest';
import { sections } from '../../../domain/requirements/index.ts';
import type { Check, RequirementId } from '../../../domain/requirements/requirement.ts';
import {
  aCommandLine,
  aComanagementPolicy,
  aFacts,
  aMachine,
  aUser,
  groupId,
  intuneApp,
  known,
  noFacts,
  ofAllDevices,
  ofGroup,
  premiumPlan,
  type FactsChange,
} from './facts.ts';

interface Row {
  /** Left out: the facts in which every requirement is met. */
  readonly passing?: FactsChange;
  readonly failing: FactsChange;
  /** Left out: nothing may be read, and there is no run. */
  readonly unknown?: FactsChange;
}

const sku = {
  skuPartNumber: 'SKU',
  capabilityStatus: 'Enabled',
  enabledUnits: 10,
  consumedUnits: 0,
};
const mobility = { id: intuneApp, displayName: 'Microsoft Intune', includedGroupIds: [] };
const policy = {
  state: 'enabled',
  includeApplications: ['All'],
  excludeApplications: [],
  builtInControls: ['mfa'],
  termsOfUseCount: 0,
  includeUsers: ['All'],
  excludeGroupIds: [],
  excludeUserCount: 0,
};
const restriction = {
  kind: 'platform-restriction',
  id: 'r',
  displayName: 'No Windows',
  windowsPlatformBlocked: true,
} as const;
const gateway = { hostName: 'cmg.contoso.example', isReady: true };
const app = { id: 'a', odataType: '#microsoft.graph.win32LobApp', displayName: 'Client' };
const lineWith = (extra: string): string => aCommandLine.replace(/"$/, ` ${extra}"`);

/** One world for each way a check may go; ids are those of the catalogue. */
const rows: Readonly<Partial<Record<RequirementId, Row>>> = {
  'REQ-001': {
    failing: { tenant: { subscribedSkus: known([{ ...sku, servicePlanIds: ['other'] }]) } },
  },
  'REQ-002': {
    failing: { tenant: { deviceManagement: known({ subscriptionState: 'lockedOut' }) } },
  },
  'REQ-003': { failing: { tenant: { operatorServicePlanIds: known([premiumPlan]) } } },
  'REQ-004': {
    failing: { tenant: { users: known([aUser, { ...aUser, servicePlanIds: [] }]) } },
    unknown: { tenant: { users: { kind: 'unknown', needs: 'permission User.Read.All' } } },
  },
  'REQ-008': {
    failing: { site: { admins: known([{ isFullAdministrator: true, hasAllScopes: false }]) } },
  },
  'REQ-009': { failing: { site: { gateways: known([]) } } },
  'REQ-010': { failing: withRoles('writer', ['DeviceManagementServiceConfig.Read.All']) },
  'REQ-011': { failing: withRoles('guard', ['Device.ReadWrite.All']) },
  'REQ-012': { failing: withRoles('guard', ['Device.Read.All']) },
  'REQ-013': {
    failing: { tenant: { organization: known({ mobileDeviceManagementAuthority: 'office365' }) } },
  },
  'REQ-014': {
    failing: {
      tenant: { mobileDeviceManagementPolicies: known([{ ...mobility, appliesTo: 'none' }]) },
    },
  },
  'REQ-015': {
    failing: {
      tenant: { mobileAppManagementPolicies: known([{ ...mobility, appliesTo: 'all' }]) },
    },
  },
  'REQ-017': {
    failing: {
      tenant: {
        deviceEnrollmentConfigurations: known([{ ...restriction, priority: 0, targets: [] }]),
      },
    },
  },
  'REQ-018': {
    failing: { tenant: { users: known([{ ...aUser, registeredDevices: 50 }]) } },
  },
  'REQ-019': { failing: { tenant: { conditionalAccessPolicies: known([policy]) } } },
  'REQ-020': {
    failing: {
      tenant: {
        deviceCompliancePolicies: known([
          {
            displayName: 'At once',
            isWindows: true,
            bitLockerEnabled: true,
            secureBootEnabled: false,
            blockGracePeriodHours: 0,
            targets: ofAllDevices,
          },
        ]),
      },
    },
  },
  'REQ-022': {
    failing: {
      tenant: {
        operationApprovalPolicies: known([{ displayName: 'Wipes', policyType: 'deviceWipe' }]),
      },
    },
  },
  'REQ-024': { failing: { clocks: { vendorNow: '2026-10-01T00:00:00Z' } } },
  'REQ-025': { failing: { site: { site: known({ siteCode: 'PS1', buildNumber: 9058 }) } } },
  'REQ-026': {
    passing: { site: { site: known({ siteCode: 'PS1', buildNumber: 9122 }) } },
    failing: {
      site: {
        site: known({ siteCode: 'PS1', buildNumber: 9122 }),
        resourceAccessPolicies: known(2),
      },
    },
  },
  'REQ-027': { failing: withComanagement({ isEnabled: false }) },
  'REQ-028': { failing: { site: { gateways: known([{ ...gateway, isReady: false }]) } } },
  'REQ-029': { failing: { site: { gateways: known([{ ...gateway, servesContent: false }]) } } },
  'REQ-030': {
    failing: {
      site: {
        gatewayCertificates: known([
          { hostName: gateway.hostName, isTrusted: false, problem: 'self-signed' },
        ]),
      },
    },
  },
  'REQ-031': {
    failing: {
      tenant: {
        siteServicePrincipals: known([
          { appId: 'a', accountEnabled: true, hasAdminConsent: false },
        ]),
      },
    },
  },
  'REQ-032': { failing: { site: { discovery: known({ adUsers: true, entraUsers: false }) } } },
  'REQ-033': {
    failing: {
      site: {
        managementPoints: known([{ isHttps: false, usesEnhancedHttp: false, allowsGateway: true }]),
      },
    },
  },
  'REQ-035': {
    failing: {
      site: {
        clientSettingsDefault: known({ allowGateway: true, allowCloudDistributionPoint: false }),
      },
    },
    unknown: { site: { clientSettingsDefault: known({ allowGateway: true }) } },
  },
  'REQ-036': {
    failing: { site: { clientSettingsDefault: known({ userPolicyOnInternet: false }) } },
    unknown: { site: { clientSettingsDefault: known({}) } },
  },
  'REQ-038': { failing: { site: { adminService: known({ problem: 'access denied' }) } } },
  'REQ-046': { failing: withComanagement({ automaticEnrolment: 'all' }) },
  'REQ-049': {
    failing: {
      site: {
        stagingCollections: known([{ name: 'Pilot', members: 5, outsideAutoEnrolment: 1 }]),
      },
    },
  },
  'REQ-057': { failing: { run: { commandLine: lineWith('/UsePKICert') } } },
  'REQ-060': { failing: { site: { gateways: known([]) } } },
  'REQ-061': {
    failing: { run: { machines: [aMachine, { ...aMachine, trustType: 'Workplace' }] } },
  },
  'REQ-062': {
    failing: { run: { machines: [aMachine, { ...aMachine, osVersion: '10.0.19043.985' }] } },
  },
  'REQ-067': { failing: { run: { commandLine: lineWith('/AllowMetered') } } },
  'REQ-072': { failing: { run: { commandLine: lineWith('/NoCRLCheck') } } },
  'REQ-078': { failing: { run: { commandLine: lineWith('/regtoken:abc') } } },
  'REQ-080': {
    failing: {
      tenant: {
        mobileApps: known([{ ...app, installText: 'CCMSetup.msi /q', targets: ofGroup }]),
      },
    },
  },
  'REQ-082': {
    failing: {
      tenant: {
        configurationPolicies: known([
          {
            name: 'Networks',
            settingDefinitionIds: [
              'device_vendor_msft_policy_config_networklistmanager_allowedtlsauthenticationendpoints',
            ],
            targets: ofAllDevices,
          },
        ]),
      },
    },
  },
  'REQ-085': { failing: withRoles('writer', ['DeviceManagementServiceConfig.ReadWrite.All']) },
  'REQ-089': {
    failing: withPolicies(aComanagementPolicy({ displayName: 'Another', id: 'another' })),
  },
  'REQ-098': {
    failing: withPolicies(aComanagementPolicy({ displayName: 'Another', targets: ofAllDevices })),
  },
};

function withRoles(whose: 'writer' | 'guard', roles: readonly string[]): FactsChange {
  return { tenant: { tokenRoles: { ...aFacts().tenant.tokenRoles, [whose]: known(roles) } } };
}

function withComanagement(change: object): FactsChange {
  const fact = aFacts().site.comanagement;
  if (fact.kind !== 'known') throw new Error('the builder knows');
  return { site: { comanagement: known({ ...fact.value, ...change }) } };
}

function withPolicies(...policies: readonly ReturnType<typeof aComanagementPolicy>[]): FactsChange {
  return { tenant: { deviceEnrollmentConfigurations: known(policies) } };
}

const checks = sections
  .filter(({ letter }) => letter <= 'E')
  .flatMap(({ requirements }) => requirements)
  .filter((entry): entry is Check => entry.kind === 'check');

test('each check of sections A to E has its worlds, and no world is without its check', () => {
  expect(Object.keys(rows)).toEqual(checks.map(({ id }) => id));
});

describe.each(checks.map((entry) => [entry.id, entry] as const))('%s', (id, { check }) => {
  const row = rows[id];
  test('passes where it is met', () => {
    expect(check(aFacts(row?.passing)).status).toBe('pass');
  });

  test('fails where it is not, saying what was seen', () => {
    const outcome = check(aFacts(row?.failing));
    expect(outcome.status).toBe('fail');
    expect(outcome).toHaveProperty('evidence', expect.stringMatching(/\S/));
  });

  test('is unknown, never passed, where it cannot be read', () => {
    const outcome = check(row?.unknown === undefined ? noFacts() : aFacts(row.unknown));
    expect(outcome.status).toBe('unknown');
    expect(outcome).toHaveProperty('needs', expect.stringMatching(/\S/));
  });
});

function outcomeOf(id: RequirementId, change: FactsChange): unknown {
  const entry = checks.find((one) => one.id === id);
  return entry?.check(aFacts(change));
}

describe('in other circumstances', () => {
  test.each<[string, RequirementId, FactsChange, object]>([
    [
      'where Intune does not say, what was bought tells',
      'REQ-002',
      { tenant: { deviceManagement: { kind: 'unknown', needs: 'x' } } },
      { status: 'pass' },
    ],
    [
      'an administrator without a licence passes where the tenant admits them',
      'REQ-003',
      { tenant: { operatorServicePlanIds: known([]) }, run: { admitsUnlicensedAdmins: true } },
      { status: 'pass' },
    ],
    [
      'too few free licences for devices without a user only warn',
      'REQ-004',
      { run: { list: { rows: 500, rowsWithUser: 0, groupTags: [] } } },
      { status: 'fail', isMild: true },
    ],
    [
      'no licences at all for devices without a user do not',
      'REQ-004',
      {
        tenant: { subscribedSkus: known([]) },
        run: { list: { rows: 5, rowsWithUser: 0, groupTags: [] } },
      },
      { status: 'fail', evidence: '0 units with Intune, 0 free, for 5 devices without a user' },
    ],
    [
      'a user whom the directory does not know has no licence',
      'REQ-004',
      { tenant: { users: known([{ ...aUser, isKnown: false }]) } },
      { status: 'fail' },
    ],
    [
      'an MDM scope of groups must hold every user',
      'REQ-014',
      withScope(['users-of-the-run'], [aUser, { ...aUser, groupIds: [] }]),
      { status: 'fail', evidence: '1 of 2 users outside MDM scope' },
    ],
    [
      'an MDM scope of groups that hold them passes',
      'REQ-014',
      withScope(['users-of-the-run'], [aUser]),
      { status: 'pass' },
    ],
    [
      'a restriction on a group of the users counts as the default one does',
      'REQ-017',
      {
        tenant: {
          deviceEnrollmentConfigurations: known([
            {
              ...restriction,
              priority: 2,
              targets: [{ kind: 'group', groupId: 'users-of-the-run' }],
            },
          ]),
        },
      },
      { status: 'fail' },
    ],
    [
      'users that may join by name have to be looked at',
      'REQ-018',
      {
        tenant: {
          deviceRegistrationPolicy: known({
            userDeviceQuota: 50,
            allowedToJoin: 'selected',
            allowedGroupIds: [],
            allowedUserCount: 3,
          }),
        },
      },
      { status: 'unknown' },
    ],
    [
      'a quota passes only when the devices of each user were counted',
      'REQ-018',
      { tenant: { users: known([aUser, uncounted()]) } },
      { status: 'unknown' },
    ],
    [
      'a policy that leaves out both apps lets enrolment through',
      'REQ-019',
      {
        tenant: {
          conditionalAccessPolicies: known([
            {
              ...policy,
              excludeApplications: [intuneApp, 'd4ebce55-015a-49b5-a083-c84d1797ae8c'],
            },
          ]),
        },
      },
      { status: 'pass' },
    ],
    [
      'a policy in report-only mode does too',
      'REQ-019',
      {
        tenant: {
          conditionalAccessPolicies: known([
            { ...policy, state: 'enabledForReportingButNotEnforced' },
          ]),
        },
      },
      { status: 'pass' },
    ],
    [
      'an approval policy that leaves Gangway out holds nothing',
      'REQ-022',
      {
        tenant: {
          operationApprovalPolicies: known([
            { displayName: 'Wipes', policyType: 'deviceWipe', excludesGangway: true },
          ]),
        },
      },
      { status: 'pass' },
    ],
    [
      'a release newer than the known ones is not out of support',
      'REQ-024',
      {
        site: { site: known({ siteCode: 'PS1', buildNumber: 9200 }) },
        clocks: { vendorNow: '2029-01-01T00:00:00Z' },
      },
      { status: 'pass' },
    ],
    [
      'resource access is no question any more from 2403 on',
      'REQ-026',
      { site: { resourceAccessPolicies: known(2) } },
      { status: 'not-applicable' },
    ],
    [
      'a ready gateway without a connection point carries nothing',
      'REQ-028',
      { site: { gatewayConnectors: known(0) } },
      { status: 'fail' },
    ],
    [
      'a management point that answers through the gateway is proof enough',
      'REQ-033',
      { site: { managementPoints: { kind: 'unknown', needs: 'x' } } },
      { status: 'pass' },
    ],
    [
      'a machine whose join type nobody knows is not taken for joined',
      'REQ-061',
      { run: { machines: [aMachine, withoutTrust()] } },
      { status: 'unknown' },
    ],
    [
      'under Managed Desktop any other policy is one too many',
      'REQ-089',
      {
        ...withPolicies(
          aComanagementPolicy({
            displayName: 'Another',
            targets: [{ kind: 'group', groupId: 'elsewhere' }],
          }),
        ),
        run: { managedDesktop: true },
      },
      { status: 'fail', evidence: '1 other policies are assigned' },
    ],
    [
      'elsewhere one that reaches the devices warns',
      'REQ-089',
      withPolicies(aComanagementPolicy({ displayName: 'Another' })),
      { status: 'fail', isMild: true },
    ],
    [
      'a policy for all devices but the run’s does not reach them',
      'REQ-098',
      withPolicies(
        aComanagementPolicy({
          displayName: 'Another',
          targets: [...ofAllDevices, { kind: 'excluded-group', groupId }],
        }),
      ),
      { status: 'pass' },
    ],
  ])('%s', (_name, id, change, expected) => {
    expect(outcomeOf(id, change)).toMatchObject(expected);
  });
});

function withScope(groups: readonly string[], users: readonly (typeof aUser)[]): FactsChange {
  return {
    tenant: {
      users: known(users),
      mobileDeviceManagementPolicies: known([
        { ...mobility, appliesTo: 'selected', includedGroupIds: groups },
      ]),
    },
  };
}

function withoutTrust(): typeof aMachine {
  const { isReused, hasWorkplaceTwin, isRegisteredInAutopilot } = aMachine;
  return { isReused, hasWorkplaceTwin, isRegisteredInAutopilot };
}

function uncounted(): typeof aUser {
  const { isKnown, accountEnabled, servicePlanIds, hasLicenceError, groupIds } = aUser;
  return { isKnown, accountEnabled, servicePlanIds, hasLicenceError, groupIds };
}
