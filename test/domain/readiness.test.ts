import { describe, expect, test } from 'vitest';
import {
  isBlocked,
  siteReadiness,
  tenantReadiness,
  type ReadinessResult,
  type ReadinessStatus,
  type SiteReadinessFacts,
  type TenantReadinessFacts,
} from '../../domain/readiness.ts';
import { without } from './without.ts';

const tenant: TenantReadinessFacts = {
  mdmAuthority: 'intune',
  licences: [{ sku: 'SPE_E3', enabled: 100, consumed: 50 }],
  windowsEnrolmentBlocked: false,
  approvalPolicies: [],
};
const site: SiteReadinessFacts = {
  buildNumber: 9135,
  cmg: { hostName: 'cmg.contoso.example', ready: true },
};

function statusOf(results: readonly ReadinessResult[], requirement: string): string | undefined {
  return results.find((each) => each.requirement === requirement)?.status;
}

test('a tenant and a site in order pass everything', () => {
  const results = [...tenantReadiness(tenant, 50), ...siteReadiness(site)];
  expect(results.map(({ status }) => status)).toEqual(Array<string>(6).fill('pass'));
  expect(isBlocked(results)).toBe(false);
});

describe('a tenant', () => {
  test.each<[string, string, Partial<TenantReadinessFacts>, ReadinessStatus]>([
    ['is not Intune’s', 'mdm-authority', { mdmAuthority: 'sccm' }, 'fail'],
    ['does not say whose it is', 'mdm-authority', { mdmAuthority: 'unknown' }, 'fail'],
    ['blocks enrolment', 'enrolment-restriction', { windowsEnrolmentBlocked: true }, 'fail'],
    ['has no licence at all', 'licences', { licences: [] }, 'fail'],
    [
      'has too few free licences: users of reused PCs hold one already',
      'licences',
      { licences: [{ sku: 'SPE_E3', enabled: 100, consumed: 51 }] },
      'warn',
    ],
    [
      'has more consumed than bought in one subscription, which frees none in another',
      'licences',
      {
        licences: [
          { sku: 'SPE_E3', enabled: 50, consumed: 90 },
          { sku: 'EMS', enabled: 60, consumed: 10 },
        ],
      },
      'pass',
    ],
    [
      'asks for a second administrator',
      'multi-admin-approval',
      { approvalPolicies: ['wipes'] },
      'warn',
    ],
  ])('that %s', (_name, requirement, change, status) => {
    expect(statusOf(tenantReadiness({ ...tenant, ...change }, 50), requirement)).toBe(status);
  });

  test('that does not let Gangway look at approval policies is warned of, not passed', () => {
    const closed = without(tenant, 'approvalPolicies');
    expect(statusOf(tenantReadiness(closed, 50), 'multi-admin-approval')).toBe('warn');
  });
});

describe('a site', () => {
  test.each([
    [9067, 'fail'],
    [9068, 'pass'],
  ])('of build %d', (buildNumber, status) => {
    expect(statusOf(siteReadiness({ ...site, buildNumber }), 'configmgr-version')).toBe(status);
  });

  test('needs a cloud management gateway that is ready', () => {
    const requirement = 'cloud-management-gateway';
    const gatewayless = without(site, 'cmg');
    const starting = { ...site, cmg: { hostName: 'cmg.contoso.example', ready: false } };
    expect(statusOf(siteReadiness(gatewayless), requirement)).toBe('fail');
    expect(statusOf(siteReadiness(starting), requirement)).toBe('fail');
  });
});

test.each<[ReadinessStatus, boolean]>([
  ['pass', false],
  ['warn', false],
  ['fail', true],
  ['unknown', true],
])('one requirement that is %s blocks: %s', (status, blocks) => {
  const [first, ...rest] = siteReadiness(site);
  if (first === undefined) throw new Error('no requirement');
  expect(isBlocked([{ ...first, status }, ...rest])).toBe(blocks);
});

test('each requirement says what was seen, how to mend it and who can', () => {
  for (const result of [...tenantReadiness(tenant, 1), ...siteReadiness(site)]) {
    expect(result.evidence).not.toBe('');
    expect(result.remedy).toMatch(/\.$/);
  }
});
