import { describe, expect, it } from 'vitest';
import type { GateDetail } from '../../api/schemas/gates.ts';
import { canonicalHash, type Json } from '../../domain/canonical-json.ts';
import { gateSubject, subjectHash } from '../../domain/gate-subjects.ts';
import { tenantObjectBodies } from '../../domain/tenant-objects.ts';
import type { RunKey } from '../../ports/ledger/port.ts';
import { aLeaf, aRun, openGate } from './support/a-run.ts';
import { useApi } from './support/use-api.ts';

const lease = useApi();
const commandLine = 'CCMSETUPCMD="CCMHOSTNAME=CMG.CONTOSO.COM/CCM_Proxy SMSSITECODE=PS1"';

async function prove(key: RunKey, line: string): Promise<void> {
  const rows = [{ commandLine: line, workloadFlags: 12_333 }];
  await lease.ledger.saveInventory(key, 'cloud-attach', { takenAt: '2026-09-01T08:00:00Z', rows });
}

/** As the run opens it once cloud attach is proved. */
async function aPolicyGate(): Promise<{ key: RunKey; body: Json }> {
  const key = await aRun(lease);
  const row = await lease.ledger.findRun(key);
  if (row === undefined) throw new Error('no run');
  await prove(key, commandLine);
  const body = tenantObjectBodies(row.spec, commandLine) as unknown as Json;
  const counts = { newDevices: 1, reusedDevices: 0 };
  const facts = { gateType: 'policy', wave: 0, action: 'go-on', leaves: [] } as const;
  const subject = gateSubject({ ...facts, counts, body });
  await openGate(lease, key, {
    gate: 'policy',
    gateType: 'policy',
    wave: 0,
    subject,
    subjectHash: subjectHash(subject),
  });
  return { key, body };
}

const show = ({ run }: RunKey, gate = 'policy') =>
  lease.as('approver', { method: 'GET', url: `/v1/gates/${run}.${gate}` });

describe('gate policy', () => {
  it('shows word for word what its hash approves: the rule, the command line, every object', async () => {
    const { key, body } = await aPolicyGate();
    const response = await show(key);
    expect(response.statusCode, response.body).toBe(200);
    const detail = response.json<GateDetail>();
    expect(detail.body).toEqual(body);
    expect(canonicalHash(detail.body as Json)).toBe(detail.subject.bodyHash);
    expect(detail.body).toMatchObject({
      group: { membershipRule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:GANGWAY"))' },
      comanagementPolicy: { configurationManagerAgentCommandLineArgument: commandLine },
    });
  });

  it('shows nothing to approve when the command line was changed since it was opened', async () => {
    const { key } = await aPolicyGate();
    await prove(key, 'CCMSETUPCMD="CCMHOSTNAME=EVIL.EXAMPLE SMSSITECODE=PS1"');
    const response = await show(key);
    expect(response.json()).toMatchObject({ status: 409, code: 'ConflictingChange' });
    expect(response.body).not.toContain('decisionDraft');
  });

  it('shows nothing to approve when the spec was changed since, behind the API', async () => {
    const { key } = await aPolicyGate();
    await lease.database.query(
      `update runs set spec = jsonb_set(spec::jsonb, '{groupTag}', '"EVERYBODY"')::json where run = $1`,
      [key.run],
    );
    expect((await show(key)).json()).toMatchObject({ status: 409, code: 'ConflictingChange' });
  });

  it('shows nothing to approve when nobody can say what the command line was', async () => {
    const { key } = await aPolicyGate();
    await lease.database.query('delete from inventories where run = $1', [key.run]);
    await lease.ledger.setGateState(key, 'policy', 'held');
    expect((await show(key)).json()).toMatchObject({ status: 409, code: 'ConflictingChange' });
  });

  it('can be read after it was decided, whatever was changed since', async () => {
    const { key } = await aPolicyGate();
    await prove(key, 'another');
    await lease.ledger.setGateState(key, 'policy', 'approved');
    const response = await show(key);
    expect(response.statusCode).toBe(200);
    expect(response.json()).not.toHaveProperty('body');
    expect(response.json()).not.toHaveProperty('decisionDraft');
  });

  it('is the only one with a body', async () => {
    const key = await aRun(lease);
    await openGate(lease, key, { leaves: [aLeaf('a')] });
    expect((await show(key, 'wipe-1')).json()).not.toHaveProperty('body');
  });
});
