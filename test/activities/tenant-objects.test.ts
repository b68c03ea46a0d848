import { afterEach, describe, expect, test } from 'vitest';
import { useLedger } from '../support/database.ts';
import type { Boundary } from './support/crashes.ts';
import { attachCloud, epochOf, makeObjects, plan, steadily } from './support/drive-run.ts';
import { worldEnd } from './support/end-state.ts';
import { insist, useStandingClock, withLaboratory, type Laboratory } from './support/laboratory.ts';
import { aSmallWorld, spec } from './support/small-world.ts';
import { untouched } from './support/untouched.ts';

/** Suspicion: an object is made twice, somebody else's is taken for ours, or a difference is overlooked. */
const lease = useLedger();
useStandingClock();

let violations: readonly unknown[] = [];
afterEach(() => {
  expect(violations).toEqual([]);
});

async function withPolicyApproved(
  world: Parameters<typeof aSmallWorld>[1],
  use: (lab: Laboratory) => Promise<void>,
): Promise<void> {
  await withLaboratory(lease, aSmallWorld(['new'], world), async (lab) => {
    const { step } = steadily(lab);
    await plan(lab, step);
    await attachCloud(lab, step);
    await use(lab);
    violations = lab.emulator.simulation.referee.violations;
  });
}

const make = (lab: Laboratory): Promise<void> => makeObjects(lab, steadily(lab).step);

async function changes(lab: Laboratory): Promise<Record<string, string>> {
  const rows = await lease.ledger.listTenantObjects(lab.key);
  return Object.fromEntries(rows.map(({ object, change }) => [object, change]));
}

const allCreated = {
  'device-group': 'created',
  'esp-profile': 'created',
  'autopilot-profile': 'created',
  'comanagement-policy': 'created',
  'device-collection': 'created',
  'application-deployment': 'created',
};

test('what is not there is made once, assigned to the group and written down; again is nothing', async () => {
  await withPolicyApproved({}, async (lab) => {
    await make(lab);
    expect(await changes(lab)).toEqual(allCreated);
    const rows = await lease.ledger.listTenantObjects(lab.key);
    const assigned = rows.filter(({ assignedAt }) => assignedAt !== undefined);
    expect(assigned.map(({ object }) => object).sort()).toEqual([
      'autopilot-profile',
      'comanagement-policy',
      'esp-profile',
    ]);
    await untouched(lab, () => make(lab));
    expect(await lease.ledger.listTenantObjects(lab.key)).toEqual(rows);
  });
});

describe('every object is made once', () => {
  const creates = [
    'upsertDynamicDeviceGroup',
    'createEspProfile',
    'createAutopilotProfile',
    'createComanagementPolicy',
    'assignEnrollmentConfiguration',
    'assignAutopilotProfile',
    'createDeviceCollection',
    'addQueryRule',
    'createDeployment',
  ] as const;

  test.each([
    ['the process died before each of its requests', 'before', 'crash'],
    ['the process died after each of its requests', 'after', 'crash'],
    ['the answer to each of its requests was lost', 'after', 'lost-answer'],
  ] as const)('though %s', async (_what, side, mishap) => {
    await withPolicyApproved({}, async (lab) => {
      const met = new Set<string>();
      lab.fate.decide = (at: Boundary) => {
        if (at.system === 'ledger' || at.side !== side || met.has(at.method)) return undefined;
        met.add(at.method);
        return mishap;
      };
      await make(lab);
      expect([...met]).toEqual(expect.arrayContaining([...creates]));
      expect(worldEnd(lab)).toEqual(await undisturbed());
      expect(await changes(lab)).toEqual(allCreated);
    });
  });
});

const ends = new Map<string, ReturnType<typeof worldEnd>>();

/** The same world without any mishap; made once. */
async function undisturbed(): Promise<ReturnType<typeof worldEnd>> {
  if (!ends.has('undisturbed')) {
    await withPolicyApproved({}, async (lab) => {
      await make(lab);
      ends.set('undisturbed', worldEnd(lab));
    });
  }
  const end = ends.get('undisturbed');
  if (end === undefined) throw new Error('no world');
  return end;
}

describe('what bears the wanted name', () => {
  const { deviceGroup, espProfile, comanagementPolicy } = spec;

  test('is adopted when it is what is wanted, and not made again', async () => {
    const groups = [
      {
        displayName: deviceGroup.name,
        uniqueName: 'gangway-gw',
        membershipRule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:GW"))',
      },
    ];
    const enrollmentConfigurations = [
      {
        '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
        displayName: espProfile.name,
        showInstallationProgress: true,
        installProgressTimeoutInMinutes: espProfile.timeoutMinutes,
      },
    ];
    await withPolicyApproved({ groups, enrollmentConfigurations }, async (lab) => {
      await make(lab);
      expect(await changes(lab)).toEqual({
        ...allCreated,
        'device-group': 'adopted',
        'esp-profile': 'adopted',
      });
      const { groups: made, configurations } = worldEnd(lab);
      expect(made).toHaveLength(1);
      expect(configurations.filter((line) => line.startsWith(espProfile.name))).toEqual([
        `${espProfile.name}: 1 groups`,
      ]);
    });
  });

  test('twice is ambiguous: nobody chooses', async () => {
    const groups = [1, 2].map((n) => ({
      id: `00000000-0000-4000-8000-00000000000${n}`,
      displayName: deviceGroup.name,
      uniqueName: `group-${n}`,
      membershipRule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:GW"))',
    }));
    await withPolicyApproved({ groups }, async (lab) => {
      const input = { ...lab.key, epoch: await epochOf(lab) };
      await expect(
        untouched(lab, () => lab.activities.graph.ensureDeviceGroup(input)),
      ).rejects.toMatchObject({ type: 'ObjectAmbiguous', nonRetryable: true });
    });
  });

  test('but catches other devices is a conflict', async () => {
    const groups = [{ displayName: deviceGroup.name, membershipRule: '(device.model -eq "X")' }];
    await withPolicyApproved({ groups }, async (lab) => {
      const input = { ...lab.key, epoch: await epochOf(lab) };
      await expect(
        untouched(lab, () => lab.activities.graph.ensureDeviceGroup(input)),
      ).rejects.toMatchObject({ type: 'ConflictingChange' });
    });
  });

  test('but is an assigned group, without any rule, is a conflict', async () => {
    await withPolicyApproved({ groups: [{ displayName: deviceGroup.name }] }, async (lab) => {
      const input = { ...lab.key, epoch: await epochOf(lab) };
      await expect(
        untouched(lab, () => lab.activities.graph.ensureDeviceGroup(input)),
      ).rejects.toMatchObject({ type: 'ConflictingChange' });
    });
  });

  test('but says something else is a conflict, named by its field', async () => {
    const enrollmentConfigurations = [
      {
        '@odata.type': '#microsoft.graph.deviceComanagementAuthorityConfiguration',
        displayName: comanagementPolicy.name,
        description: comanagementPolicy.description,
        managedDeviceAuthority: 0,
        installConfigurationManagerAgent: true,
        configurationManagerAgentCommandLineArgument: '',
      },
    ];
    await withPolicyApproved({ enrollmentConfigurations }, async (lab) => {
      await expect(make(lab)).rejects.toThrow(/managedDeviceAuthority/);
      await expect(make(lab)).rejects.toMatchObject({ type: 'ConflictingChange' });
    });
  });

  test('by two collections is ambiguous, by an application that is not there missing', async () => {
    const { name } = spec.deviceCollection;
    const site = { collections: [{ name }, { name }] };
    await withPolicyApproved({ site }, async (lab) => {
      const input = { ...lab.key, epoch: await epochOf(lab) };
      await expect(
        untouched(lab, () => lab.activities.site.ensureDeviceCollection(input)),
      ).rejects.toMatchObject({ type: 'ObjectAmbiguous' });
    });
    await withPolicyApproved({ site: { applications: [] } }, async (lab) => {
      await expect(make(lab)).rejects.toMatchObject({ type: 'ObjectMissing' });
    });
  });
});

test('two policies on one group are refused before the second is made', async () => {
  await withPolicyApproved({}, async (lab) => {
    const { graph } = lab.activities;
    const input = { ...lab.key, epoch: await epochOf(lab) };
    const { groupId } = await insist(lab, () => graph.ensureDeviceGroup(input));
    const other = await lab.ports.graph.createComanagementPolicy({
      displayName: 'Somebody’s',
      description: '',
      managedDeviceAuthority: 1,
      installConfigurationManagerAgent: true,
      configurationManagerAgentCommandLineArgument: '',
    });
    await lab.ports.graph.assignEnrollmentConfiguration(other, [groupId]);
    await expect(
      untouched(lab, () => graph.ensureComanagementPolicy({ ...input, groupId })),
    ).rejects.toMatchObject({ type: 'ConflictingChange' });
  });
});

test('content that is still on its way is waited for, and nothing is deployed before', async () => {
  const site = { applications: [{ name: 'Company Portal', isDistributed: false }] };
  await withPolicyApproved({ site }, async (lab) => {
    const { site: activities } = lab.activities;
    const input = { ...lab.key, epoch: await epochOf(lab) };
    const { collectionId } = await insist(lab, () => activities.ensureDeviceCollection(input));
    await expect(
      untouched(lab, () => activities.ensureApplicationDeployments({ ...input, collectionId })),
    ).rejects.toMatchObject({ type: 'NotReady' });
  });
});

describe('a site worker refuses the work', () => {
  test('of another tenant', async () => {
    await withPolicyApproved({}, async (lab) => {
      const input = { ...lab.key, tenant: 'fabrikam', epoch: 1 };
      await expect(lab.activities.site.ensureDeviceCollection(input)).rejects.toMatchObject({
        type: 'SiteMismatch',
      });
    });
  });

  test('when the site says that it is another than was configured', async () => {
    const small = aSmallWorld(['new'], { site: { siteCode: 'XYZ' } });
    await withLaboratory(lease, small, async (lab) => {
      await expect(lab.activities.site.checkSiteReadiness(lab.key)).rejects.toMatchObject({
        type: 'SiteMismatch',
      });
    });
  });
});
