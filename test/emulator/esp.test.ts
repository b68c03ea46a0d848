import { afterEach, describe, expect, it } from 'vitest';
import type { WorldInput } from '../../emulator/world.ts';
import {
  COMMAND_LINE,
  autopilot,
  closeLaboratories,
  deviceOf,
  machineOf,
  managed,
  onlyRow,
  openLaboratory,
  prepareTenant,
  register,
} from './support.ts';
import type { Laboratory } from './support.ts';

type MachineInput = NonNullable<WorldInput['machines']>[number];

/** From the start of the delivery to the enrolment: shipping, OOBE, enrolment. */
const ENROLLED = 60 + 20 + 5;
const DONE = 60 * 24;
const USER = 'ada@fabrikam.example';

async function deliver(
  given: Partial<MachineInput> = {},
  { world = {}, page = {}, commandLine = COMMAND_LINE }: Setting = {},
): Promise<Laboratory> {
  const machines = [{ serialNumber: 'A1', userPrincipalName: USER, ...given }];
  const users = [{ userPrincipalName: USER }];
  const lab = await openLaboratory({ machines, users, ...world });
  const { policyId } = await prepareTenant(lab);
  const { simulation } = lab.emulator;
  const policy = simulation.enrollmentConfigurations.get(policyId);
  policy.settings['configurationManagerAgentCommandLineArgument'] = commandLine;
  for (const each of simulation.enrollmentConfigurations.ofKind(
    'windows10EnrollmentCompletionPageConfiguration',
  )) {
    if (each.priority > 0) Object.assign(each.settings, page);
  }
  await register(lab, ['A1']);
  await lab.admin('POST', 'machines/deliver', { serialNumbers: ['A1'] });
  return lab;
}

interface Setting {
  world?: WorldInput;
  page?: Record<string, unknown>;
  commandLine?: string;
}

const a1 = (lab: Laboratory) => machineOf(lab, 'A1');
const codes = (lab: Laboratory) => a1(lab).failures.map(({ code }) => code);

describe('the enrolment status page', () => {
  afterEach(closeLaboratories);

  it('goes through its three phases while the machine becomes co-managed', async () => {
    const lab = await deliver();
    lab.advance(ENROLLED);
    expect(a1(lab).esp).toMatchObject({ phase: 'device-preparation', state: 'in-progress' });
    lab.advance(20);
    expect(a1(lab).esp).toMatchObject({ phase: 'device-setup' });
    lab.advance(10);
    expect(a1(lab)).toMatchObject({ state: 'co-managed', esp: { phase: 'done' } });
  });

  it('fails the client after exactly 1,800 s, whatever its own time-out', async () => {
    const lab = await deliver(
      { troubles: [{ kind: 'client-install-slow' }] },
      { page: { installProgressTimeoutInMinutes: 180 } },
    );
    lab.advance(ENROLLED + 30 - 1 / 60);
    expect(a1(lab).esp?.state).toBe('in-progress');
    lab.advance(1 / 60);
    const { esp } = a1(lab);
    expect(esp).toMatchObject({ phase: 'device-preparation', errorCode: '0x800705B4' });
    const { startedAt = '', endedAt = '' } = esp ?? {};
    expect(Date.parse(endedAt) - Date.parse(startedAt)).toBe(1_800_000);
    lab.advance(DONE);
    expect(a1(lab).state).toBe('enrolled');
  });

  it('lets the late client in where the profile lets the user go on', async () => {
    const lab = await deliver(
      { troubles: [{ kind: 'client-install-slow', minutes: 50 }] },
      { page: { allowDeviceUseOnInstallFailure: true } },
    );
    lab.advance(ENROLLED + 49);
    expect(a1(lab)).toMatchObject({ state: 'enrolled', esp: { state: 'skipped' } });
    lab.advance(11);
    expect(a1(lab).state).toBe('co-managed');
  });

  it('is through after the user has tried again', async () => {
    const lab = await deliver({
      troubles: [{ kind: 'client-install-slow', attempts: 1 }],
      userRetries: 1,
    });
    lab.advance(DONE);
    expect(a1(lab)).toMatchObject({ state: 'co-managed', esp: { attempt: 2, state: 'completed' } });
    expect(codes(lab)).toEqual(['0x800705B4']);
  });

  it('stands at "Identifying" for ever when it reads ConfigMgr for Sidecar', async () => {
    const lab = await deliver({ troubles: [{ kind: 'esp-identifying-hang', attempts: 1 }] });
    lab.advance(DONE);
    expect(a1(lab).esp).toMatchObject({ phase: 'account-setup', state: 'hung' });
    const { body } = await lab.admin('POST', 'machines/retry', { serialNumbers: ['A1'] });
    expect(body).toEqual({ retried: ['A1'] });
    lab.advance(60);
    expect(a1(lab).esp).toMatchObject({ phase: 'done', state: 'completed' });
  });

  it('waits for the task sequence of the command line, and fails with it', async () => {
    const commandLine = COMMAND_LINE.replace(' SMSSITECODE', ' PROVISIONTS=PS120001 SMSSITECODE');
    const troubles = [{ kind: 'provisioning-sequence-failed' } as const];
    const lab = await deliver({ troubles }, { commandLine });
    lab.advance(ENROLLED + 20 + 24);
    expect(a1(lab).esp).toMatchObject({ phase: 'device-setup', state: 'in-progress' });
    lab.advance(2);
    expect(a1(lab).esp).toMatchObject({ phase: 'device-setup', errorCode: '0x87D1041C' });
  });

  it('shows tools a failed installation of the client', async () => {
    const lab = await deliver({ troubles: [{ kind: 'client-setup-error' }] });
    lab.advance(DONE);
    const list = await lab.graph('GET', `/beta${managed}?$filter=serialNumber eq 'A1'`);
    expect(onlyRow(list)).toMatchObject({
      managementAgent: 'mdm',
      configurationManagerClientHealthState: { state: 'installFailed', errorCode: -2147023293 },
    });
  });
});

describe('an enrolment in OOBE', () => {
  afterEach(closeLaboratories);

  const worlds: [string, string, Partial<MachineInput>, WorldInput][] = [
    [
      'of a user without a licence',
      '0x80180018',
      {},
      { users: [{ userPrincipalName: USER, licensed: false }] },
    ],
    [
      'outside the MDM user scope',
      '0x8018002B',
      {},
      { tenant: { mdmUserScope: { appliesTo: 'none' } } },
    ],
    ['of blocked Windows', '0x80180014', {}, { platformRestriction: { platformBlocked: true } }],
    ['under another authority', '0x8000FFFF', {}, { tenant: { mdmAuthority: 'office365' } }],
    [
      'whose service fails',
      '0x80180005',
      { troubles: [{ kind: 'enrollment-error', code: '0x80180005' }] },
      {},
    ],
  ];
  it.each(worlds)(
    '%s stops with %s, and Autopilot says failed',
    async (_name, code, given, world) => {
      const lab = await deliver(given, { world });
      lab.advance(DONE);
      expect(a1(lab).state).toBe('joined');
      expect(codes(lab)).toEqual([code]);
      const list = await lab.graph('GET', `/v1.0${autopilot}`);
      expect(onlyRow(list)).toMatchObject({ enrollmentState: 'failed' });
    },
  );

  it.each([
    [
      'the quota of devices is used up',
      '0x801C000E',
      { tenant: { deviceRegistration: { userDeviceQuota: 1 } } },
    ],
    [
      'nobody may join devices',
      '0x801C0003',
      { tenant: { deviceRegistration: { allowedToJoin: 'none' } } },
    ],
    [
      'the user is disabled',
      '0x80180002',
      { users: [{ userPrincipalName: USER, accountEnabled: false }] },
    ],
  ] as [string, string, WorldInput][])('does not even join when %s', async (_name, code, world) => {
    const other = { serialNumber: 'B1', state: 'enrolled' as const, userPrincipalName: USER };
    const machines = [{ serialNumber: 'A1', userPrincipalName: USER }, other];
    const lab = await deliver({}, { world: { ...world, machines } });
    lab.advance(DONE);
    expect(a1(lab).state).toBe('oobe');
    expect(codes(lab)).toEqual([code]);
  });

  it('goes on when its user tries again after a transient failure', async () => {
    const troubles = [{ kind: 'enrollment-error', code: '0x80180005', attempts: 2 } as const];
    const lab = await deliver({ troubles, userRetries: 2 });
    lab.advance(DONE);
    expect(codes(lab)).toEqual(['0x80180005', '0x80180005']);
    expect(a1(lab).state).toBe('co-managed');
  });

  it('keeps the join type of a Workplace record that nobody removed', async () => {
    const duplicates = [{ kind: 'workplaceTwin' as const }];
    const lab = await deliver({ duplicates });
    lab.advance(DONE);
    expect(deviceOf(lab, 'A1').trustType).toBe('Workplace');
    expect(a1(lab)).toMatchObject({ state: 'client-installed', isJoinPoisoned: true });
    const clean = await deliver();
    clean.advance(DONE);
    expect(deviceOf(clean, 'A1').trustType).toBe('AzureAd');
  });
});

describe('the client command line', () => {
  afterEach(closeLaboratories);

  const wrong: [string, (line: string) => string][] = [
    ['another gateway', (line) => line.replace('cmg.fabrikam', 'cmg.contoso')],
    ['https:// before CCMHOSTNAME', (line) => line.replace('=cmg.', '=https://cmg.')],
    ['a CCMHOSTNAME without its path', (line) => line.replace(/\/CCM_Proxy\S+/, '')],
    ['another site', (line) => line.replace('PS1', 'PS2')],
    ['the site code AUTO', (line) => line.replace('PS1', 'AUTO')],
    ['no site code', (line) => line.replace(' SMSSITECODE=PS1', '')],
    ['no CCMSETUPCMD', (line) => line.replace('CCMSETUPCMD=', '').replaceAll('"', '')],
    ['nested quotation marks', (line) => line.replace('=PS1', '="PS1"')],
    ['/UsePKICert', (line) => line.replace('="', '="/UsePKICert ')],
    ['/mp without https://', (line) => line.replace('="', '="/mp:cmg.fabrikam.example/CCM ')],
    ['more than 1,024 characters', (line) => line.replace('="', `="SMSMP=${'x'.repeat(1024)} `)],
  ];
  it.each(wrong)('with %s brings no client, and the status page says so', async (_name, change) => {
    const lab = await deliver({}, { commandLine: change(COMMAND_LINE) });
    lab.advance(DONE);
    expect(a1(lab)).toMatchObject({ state: 'enrolled', esp: { state: 'failed' } });
  });

  it.each([{ state: 6 }, { hasContent: false }])('waits for a gateway with %o', async (cmg) => {
    const lab = await deliver({}, { world: { site: { cmg } } });
    lab.advance(ENROLLED + 29);
    expect(a1(lab)).toMatchObject({ state: 'enrolled', esp: { state: 'in-progress' } });
    Object.assign(lab.emulator.simulation.site.spec.cmg ?? {}, { state: 0, hasContent: true });
    lab.advance(60 + 40);
    expect(a1(lab)).toMatchObject({ state: 'co-managed', esp: { state: 'failed' } });
  });

  it('is what an Intune app may carry to a PC without a policy', async () => {
    const entraObjectId = '9c1f6d1e-1111-4222-8333-944445555666';
    const groupId = '9c1f6d1e-1111-4222-8333-944445555667';
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'A1', state: 'enrolled', entraObjectId }],
      groups: [{ id: groupId, displayName: 'PCs without a client', members: [entraObjectId] }],
      mobileApps: [
        {
          '@odata.type': '#microsoft.graph.windowsMobileMSI',
          displayName: 'ConfigMgr Client Setup Bootstrap',
          fileName: 'ccmsetup.msi',
          commandLine: COMMAND_LINE,
          assignedGroupIds: [groupId],
        },
      ],
      site: { comanagement: { enabled: true } },
    });
    lab.advance(30);
    expect(a1(lab)).toMatchObject({ state: 'co-managed', provisionedBy: undefined });
  });
});
