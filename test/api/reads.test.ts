import { describe, expect, it } from 'vitest';
import type { RunDetail } from '../../api/schemas/runs.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { RunKey } from '../../ports/ledger/port.ts';
import { aDevice, aLeaf, aRun, openGate } from './support/a-run.ts';
import { people, tenantId } from './support/people.ts';
import { useApi } from './support/use-api.ts';

const lease = useApi();

async function read<Answer>(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await lease.as('auditor', { method: 'GET', url, headers });
  expect(response.statusCode, response.body).toBe(200);
  return response.json<Answer>();
}

const keys = (from: number): string[] => [0, 1, 2].map((index) => `key-${from}-${index}`);

describe('a run', () => {
  it('shows its counts, gates, tasks, changes, calls and the next step', async () => {
    const key = await aRun(lease, keys(1).map(aDevice));
    await lease.ledger.moveDevices(key, [
      { deviceKey: 'key-1-0', from: 'accepted', to: 'skipped' },
    ]);
    await openGate(lease, key, { leaves: [aLeaf('x')] });
    await lease.ledger.openTask(key, { taskId: 'licence', title: 'Licence', instructions: '' });
    await lease.ledger.saveTenantObject(key, {
      object: 'device-group',
      name: 'Gangway devices',
      objectId: 'group-1',
      change: 'created',
    });
    await lease.ledger.countCalls(tenantId, { graph: 3 });
    const detail = await read<RunDetail>(`/v1/runs/${key.run}`);
    expect(detail).toMatchObject({
      runId: key.run,
      name: 'Autumn refresh',
      requester: people.admin.oid,
      fence: 'live',
      rows: { read: 4, accepted: 3, rejected: 1 },
      devices: { total: 3, byState: { accepted: 2, skipped: 1 } },
      gates: [{ gate: 'wipe-1', state: 'open', quorum: 2, leafCount: 1 }],
      tasks: [{ taskId: 'licence', state: 'open' }],
      tenantChanges: [{ object: 'device-group', change: 'created' }],
      calls: { graph: 3 },
      next: {
        text: 'Gate wipe-1 waits for 2 approvers.',
        href: `/v1/gates/${key.run}.wipe-1`,
      },
    });
  });

  it('can be read although its spec is older than today’s rules', async () => {
    const key = await aRun(lease);
    await lease.database.query(
      `update runs set spec = jsonb_set(spec::jsonb, '{autopilotProfile,name}', '"co-managed"')::json
       where run = $1`,
      [key.run],
    );
    const { spec } = await read<RunDetail>(`/v1/runs/${key.run}`);
    expect(spec).toMatchObject({ autopilotProfile: { name: 'co-managed' } });
  });

  it('names what is next: the paused run, the task, the report', async () => {
    const key = await aRun(lease);
    const next = async () => (await read<RunDetail>(`/v1/runs/${key.run}`)).next.href;
    await lease.ledger.openTask(key, { taskId: 'licence', title: 'Licence', instructions: '' });
    expect(await next()).toBe(`/v1/tasks/${key.run}.licence/evidence`);
    await lease.ledger.setFence(key, 'paused');
    expect(await next()).toBe(`/v1/runs/${key.run}/resume`);
    await lease.ledger.endRun(key, 'completed');
    expect(await next()).toBe(`/v1/runs/${key.run}/report`);
  });

  it('is found on exactly one page of the list', async () => {
    const made = [await aRun(lease), await aRun(lease), await aRun(lease)];
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = after === undefined ? '?limit=2' : `?limit=2&after=${after}`;
      const page = await read<{ items: { runId: string }[]; next?: string }>(`/v1/runs${query}`);
      seen.push(...page.items.map(({ runId }) => runId));
      after = page.next;
    } while (after !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(made.map(({ run }) => run)));
  });

  it('has a report once one is saved', async () => {
    const key = await aRun(lease);
    const url = `/v1/runs/${key.run}/report`;
    const early = await lease.as('auditor', { method: 'GET', url });
    expect(early.json()).toMatchObject({ status: 404, code: 'NotFound' });
    await lease.ledger.saveReport(key, { rows: { read: 1 } });
    expect(await read(url)).toEqual({ rows: { read: 1 } });
  });

  it('lists the rows it rejected, with what to do', async () => {
    const key = await aRun(lease);
    expect(await read(`/v1/runs/${key.run}/rejected`)).toEqual({
      items: [
        {
          row: 9,
          column: 'Hardware Hash',
          code: 'HardwareHashMissing',
          serialNumber: 'SN-9',
          message: 'The row has no hardware hash.',
          remedy: 'Collect it on the device.',
        },
      ],
    });
  });
});

describe('devices', () => {
  it('come by pages and by state, with what is wrong and who owes the next step', async () => {
    const key = await aRun(lease, keys(2).map(aDevice));
    await lease.ledger.moveDevices(key, [
      {
        deviceKey: 'key-2-1',
        from: 'accepted',
        to: 'needs-attention',
        code: 'NotCoManaged',
        vendorReason: 'client 0x87d00215',
      },
    ]);
    const url = `/v1/runs/${key.run}/devices`;
    const first = await read<{ items: { deviceKey: string }[]; next: string }>(`${url}?limit=2`);
    expect(first.items.map(({ deviceKey }) => deviceKey)).toEqual(['key-2-0', 'key-2-1']);
    const rest = await read<object>(`${url}?limit=2&after=${first.next}`);
    expect(rest).toMatchObject({ items: [{ deviceKey: 'key-2-2' }] });
    expect(rest).not.toHaveProperty('next');
    expect(await read(`${url}?state=needs-attention`)).toMatchObject({
      items: [
        {
          deviceKey: 'key-2-1',
          parkedFrom: 'accepted',
          code: 'NotCoManaged',
          owner: 'operator',
          vendorReason: 'client 0x87d00215',
        },
      ],
    });
  });

  it('show no hardware hash and no user', async () => {
    const key = await aRun(lease, [{ ...aDevice('key-3'), assignedUser: 'ada@contoso.example' }]);
    const response = await lease.as('auditor', {
      method: 'GET',
      url: `/v1/runs/${key.run}/devices`,
    });
    expect(response.body).not.toMatch(/hash of|ada@/);
  });
});

describe('a plan', () => {
  const item = (deviceKey: string, row: number, displayName: string): PlanItem => ({
    deviceKey,
    row,
    track: 'register',
    wave: 1,
    groupTag: 'GANGWAY',
    target: { serialNumber: `SN-${deviceKey}` },
    evidence: [],
    kept: [],
    duplicates: [
      {
        entraObjectId: `object-${row}`,
        entraDeviceId: `device-${row}`,
        displayName,
        twinClass: 'stale',
        trustType: 'AzureAd',
        lastSignInAt: '2026-01-01T00:00:00Z',
      },
    ],
  });

  async function aPlannedRun(from: number, displayName = 'PC | <b>7</b>'): Promise<RunKey> {
    const key = await aRun(lease, keys(from).map(aDevice));
    const items = keys(from).map((deviceKey, index) => item(deviceKey, index + 2, displayName));
    const header = {
      version: 1,
      ...key,
      path: 'autopilot',
      requester: people.admin.oid,
      specHash: 'spec-hash',
      itemsRoot: 'root',
      totals: { devices: 3, byTrack: { register: 3 }, duplicates: 3, waves: 1 },
      tenantChanges: [{ object: 'device-group', name: 'Gangway devices', change: 'create' }],
    } as const;
    await lease.ledger.savePlan(key, { header, planHash: 'plan-hash', items, shardSize: 500 });
    return key;
  }

  it('comes as JSON, by pages', async () => {
    const key = await aPlannedRun(4);
    const url = `/v1/runs/${key.run}/plan`;
    expect(await read(`${url}?limit=2`)).toMatchObject({
      planHash: 'plan-hash',
      header: { totals: { byTrack: { register: 3 } } },
      items: { items: [{ deviceKey: 'key-4-0' }, { deviceKey: 'key-4-1' }], next: '2' },
    });
    expect(await read(`${url}?limit=2&after=2`)).toMatchObject({
      items: { items: [{ deviceKey: 'key-4-2' }] },
    });
  });

  it('comes as Markdown, whole, and takes no name for markup', async () => {
    const key = await aPlannedRun(5);
    const response = await lease.as('approver', {
      method: 'GET',
      url: `/v1/runs/${key.run}/plan`,
      headers: { accept: 'text/markdown, application/problem+json' },
    });
    expect(response.headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(response.body).toContain('Plan hash `plan-hash`');
    for (const deviceKey of keys(5)) expect(response.body).toContain(`SN-${deviceKey}`);
    expect(response.body).toContain('PC \\| \\<b\\>7\\</b\\>');
  });

  it('comes as Markdown without what would repaint the screen of an approver', async () => {
    const key = await aPlannedRun(6, 'x\u001b[5A\u001b[2Kitems 3\u009b1A\u202e');
    const response = await lease.as('approver', {
      method: 'GET',
      url: `/v1/runs/${key.run}/plan`,
      headers: { accept: 'text/markdown' },
    });
    expect(response.body).toContain('items 3');
    expect(response.body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('is not there before it is made', async () => {
    const { run } = await aRun(lease);
    const response = await lease.as('approver', { method: 'GET', url: `/v1/runs/${run}/plan` });
    expect(response.json()).toMatchObject({ status: 404, code: 'NotFound' });
  });
});

describe('gates', () => {
  it('are listed by run, or the undecided ones of all live runs', async () => {
    const closed = await aRun(lease);
    await openGate(lease, closed);
    await lease.ledger.setGateState(closed, 'wipe-1', 'approved');
    const open = await aRun(lease);
    await openGate(lease, open);
    const ended = await aRun(lease);
    await openGate(lease, ended);
    await lease.ledger.endRun(ended, 'aborted');
    const list = async (query: string) =>
      (await read<{ items: { gateId: string }[] }>(`/v1/gates${query}`)).items.map(
        ({ gateId }) => gateId,
      );
    expect(await list(`?run=${closed.run}`)).toEqual([`${closed.run}.wipe-1`]);
    const all = await list('');
    expect(all).toContain(`${open.run}.wipe-1`);
    expect(all).not.toContain(`${closed.run}.wipe-1`);
    expect(all).not.toContain(`${ended.run}.wipe-1`);
  });
});
