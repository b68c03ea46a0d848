import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionRequest, GateDetail } from '../../api/schemas/gates.ts';
import { canonicalJson, textHash, type Json } from '../../domain/canonical-json.ts';
import { subjectHash } from '../../domain/gate-subjects.ts';
import { makeKeyFile } from '../../ports/signing/key-file.ts';
import type { PublicKey } from '../../ports/signing/port.ts';
import { anOpenGate, aWipeLeaf, policyBody } from './open-gate.ts';
import { benOid, benToken, gangway, type Ran } from './run-command.ts';
import { withScriptedApi } from './scripted-api.ts';

let folder = '';
let keyFile = '';
let ben: PublicKey;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gangway-gate-'));
  keyFile = path.join(folder, 'ben.pem');
  ben = await makeKeyFile(keyFile);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs `gangway gate …` against an API that shows this gate; answers what was handed in, if anything. */
async function decideOn(
  gate: GateDetail,
  args: readonly string[],
  typed?: string,
): Promise<{ ran: Ran; sent: DecisionRequest | undefined }> {
  const answer = { gate: gate.gate, state: 'open', approvals: 1, quorum: gate.quorum };
  const script = {
    'GET /v1/gates/*': () => ({ json: gate }),
    'POST /v1/gates/*/decisions': () => ({ json: answer }),
  };
  return withScriptedApi(script, async (api) => {
    const setting = { apiUrl: api.url, token: benToken, keyFile };
    const ran = await gangway(
      ['gate', ...args],
      typed === undefined ? setting : { ...setting, typed },
    );
    const post = api.seen.find(({ method }) => method === 'POST');
    return { ran, sent: post && (JSON.parse(post.body) as DecisionRequest) };
  });
}

describe('gangway gate approve', () => {
  it('shows the numbers, asks for them, and signs exactly the draft', async () => {
    const gate = anOpenGate();
    const { ran, sent } = await decideOn(gate, ['approve', 'r-1.wipe-1', '--comment', 'ok'], '3');
    expect(ran).toMatchObject({ exitCode: 0, out: 'Gate r-1.wipe-1 is open: 1 of 2 approvals.' });
    expect(ran.questions).toEqual(['Type the number of devices to wipe (their data is gone):']);
    expect(ran.err).toContain('SN-3');
    expect(sent?.comment).toBe('ok');
    expect(sent?.decision).toEqual({
      ...gate.decisionDraft,
      verdict: 'approve',
      textHash: textHash('ok'),
      oid: benOid,
      kid: ben.kid,
    });
  });

  it('makes a signature that verifies over the canonical form of the decision', async () => {
    const { sent } = await decideOn(anOpenGate(), [
      'approve',
      'r-1.wipe-1',
      '--yes-i-approve',
      '3',
    ]);
    const form = canonicalJson(sent?.decision as unknown as Json);
    const isGood = ed25519.verify(
      Buffer.from(sent?.signature ?? '', 'base64'),
      Buffer.from(form),
      Buffer.from(ben.publicKey, 'base64'),
    );
    expect(isGood).toBe(true);
  });

  it.each(['2', '', 'three', '33'])(
    'sends nothing when "%s" is typed for 3 devices',
    async (typed) => {
      const { ran, sent } = await decideOn(anOpenGate(), ['approve', 'r-1.wipe-1'], typed);
      expect(ran.exitCode).toBe(6);
      expect(ran.err).toContain('Nothing was signed');
      expect(sent).toBeUndefined();
    },
  );

  it('sends nothing when --yes-i-approve gives another number', async () => {
    const args = ['approve', 'r-1.wipe-1', '--yes-i-approve', '4'];
    const { ran, sent } = await decideOn(anOpenGate(), args);
    expect(ran.exitCode).toBe(6);
    expect(ran.err).toContain('--yes-i-approve says 4, but this gate is about 3 devices');
    expect(sent).toBeUndefined();
  });

  it('sends nothing from a pipe without the number', async () => {
    const { ran, sent } = await decideOn(anOpenGate(), ['approve', 'r-1.wipe-1']);
    expect(ran.exitCode).toBe(6);
    expect(ran.err).toContain('--yes-i-approve');
    expect(sent).toBeUndefined();
  });

  it('asks for nothing more where the guard is asked for nothing', async () => {
    const gate = anOpenGate({ gateType: 'policy', leaves: [], quorum: 1 });
    const { ran, sent } = await decideOn(gate, ['approve', 'r-1.policy']);
    expect(ran.exitCode).toBe(0);
    expect(ran.questions).toEqual([]);
    expect(sent?.decision.verdict).toBe('approve');
  });
});

describe('an API that shows other numbers than it lets people sign', () => {
  it.each([
    ['fewer items than are under the root', { leaves: { items: [aWipeLeaf(1)] } }],
    ['another item', { leaves: { items: [aWipeLeaf(1), aWipeLeaf(2), aWipeLeaf(4)] } }],
    ['another subject', { subject: { ...anOpenGate().subject, counts: { devices: 1 } } }],
  ])('gets no signature: %s', async (_, lie) => {
    const gate = { ...anOpenGate(), ...lie };
    const { ran, sent } = await decideOn(gate, ['approve', 'r-1.wipe-1'], '1');
    expect(ran.exitCode).toBe(5);
    expect(ran.err).toContain('is not what you would sign');
    expect(sent).toBeUndefined();
  });
});

describe('gate policy', () => {
  const policy = (): GateDetail => anOpenGate({ gateType: 'policy', leaves: [], quorum: 1 });
  const approve = ['approve', 'r-1.policy'];

  it('is never signed blindly: rule, command line and every object are shown first', async () => {
    const { ran, sent } = await decideOn(policy(), approve);
    expect(sent?.decision.verdict).toBe('approve');
    const { group, espProfile, comanagementPolicy } = policyBody;
    expect(ran.err).toContain(`goes to devices where  ${group.membershipRule}`);
    const commandLine = comanagementPolicy.configurationManagerAgentCommandLineArgument;
    expect(ran.err).toContain(`client command line    ${commandLine}`);
    for (const [object, members] of Object.entries({ group, espProfile, comanagementPolicy })) {
      for (const [member, value] of Object.entries(members)) {
        const line = ran.err.split('\n').find((one) => one.startsWith(`${object}.${member} `));
        expect(line).toMatch(new RegExp(`  ${RegExp.escape(String(value))}$`));
      }
    }
  });

  it.each<[string, Partial<GateDetail>]>([
    [
      'another rule than the one under the hash',
      { body: { ...policyBody, group: { ...policyBody.group, membershipRule: '(true)' } } },
    ],
    ['an object more', { body: { ...policyBody, script: { run: 'evil.ps1' } } }],
    ['an object less', { body: { group: policyBody.group } }],
    ['a number that no hash of ours holds', { body: { ...policyBody, timeout: 1.5 } }],
    ['nothing', { body: {} }],
  ])('gets no signature when the API shows %s', async (_name, lie) => {
    for (const verb of ['approve', 'reject']) {
      const { ran, sent } = await decideOn({ ...policy(), ...lie }, [verb, 'r-1.policy']);
      expect(ran.exitCode).toBe(5);
      expect(ran.err).toContain('the objects it shows are not those under the hash');
      expect(sent).toBeUndefined();
    }
  });

  it('gets no signature without its body', async () => {
    const gate = policy();
    delete gate.body;
    const { ran, sent } = await decideOn(gate, approve);
    expect(ran.exitCode).toBe(5);
    expect(ran.err).toContain('the objects it would make are not shown');
    expect(sent).toBeUndefined();
  });

  it('gets no signature when its subject binds no body at all', async () => {
    const subject = { ...policy().subject };
    delete subject.bodyHash;
    const bare = subjectHash(subject);
    const gate = { ...policy(), subject, subjectHash: bare };
    const { decisionDraft } = gate;
    if (decisionDraft === undefined) throw new Error('no draft');
    const draft = { ...decisionDraft, subjectHash: bare };
    const { ran, sent } = await decideOn({ ...gate, decisionDraft: draft }, approve);
    expect(ran.exitCode).toBe(5);
    expect(sent).toBeUndefined();
  });

  it('can be looked at, too', async () => {
    const { ran } = await decideOn(policy(), ['show', 'r-1.policy']);
    expect(ran.out).toContain(policyBody.group.membershipRule);
    expect(ran.out).toMatch(/^body hash {5}[0-9a-f]{64}$/m);
  });
});

describe('a body beside a gate that binds none', () => {
  it('gets no signature: it would be read as approved', async () => {
    const gate = { ...anOpenGate(), body: policyBody };
    const { ran, sent } = await decideOn(gate, ['approve', 'r-1.wipe-1'], '3');
    expect(ran.exitCode).toBe(5);
    expect(sent).toBeUndefined();
  });
});

describe('gangway gate reject', () => {
  it('needs no number', async () => {
    const { ran, sent } = await decideOn(anOpenGate(), ['reject', 'r-1.wipe-1']);
    expect(ran.exitCode).toBe(0);
    expect(sent?.decision.verdict).toBe('reject');
  });

  it('says so when the gate takes no decision any more', async () => {
    const closed: GateDetail = { ...anOpenGate(), state: 'approved' };
    delete closed.decisionDraft;
    const { ran } = await decideOn(closed, ['reject', 'r-1.wipe-1']);
    expect(ran.exitCode).toBe(5);
    expect(ran.err).toContain('is approved and takes no decision any more');
  });
});

describe('gangway gate', () => {
  it('names the next command when there is no key file', async () => {
    const args = ['reject', 'r-1.wipe-1', '--key', path.join(folder, 'none.pem')];
    const { ran } = await decideOn(anOpenGate(), args);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('gangway approver enroll');
  });

  it('refuses an address that names no gate', async () => {
    const { ran } = await decideOn(anOpenGate(), ['show', 'wipe-1']);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('write RUN.GATE');
  });

  it('shows all items of a gate whose items fill several pages', async () => {
    const gate = anOpenGate();
    const [first, ...others] = gate.leaves.items;
    const script = {
      'GET /v1/gates/*': ({ path: place }: { path: string }) => ({
        json: place.includes('after=1')
          ? { ...gate, leaves: { items: others } }
          : { ...gate, leaves: { items: [first], next: '1' } },
      }),
    };
    await withScriptedApi(script, async (api) => {
      const ran = await gangway(['gate', 'show', 'r-1.wipe-1', '--json'], {
        apiUrl: api.url,
        token: benToken,
      });
      expect((JSON.parse(ran.out) as GateDetail).leaves.items).toEqual(gate.leaves.items);
    });
  });
});
