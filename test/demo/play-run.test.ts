import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionRequest } from '../../api/schemas/gates.ts';
import type { RunDetail } from '../../api/schemas/runs.ts';
import { commandLineProblem } from '../../domain/command-line.ts';
import { createEmulator, type Emulator } from '../../emulator/create-emulator.ts';
import type { WorldInput } from '../../emulator/world.ts';
import { readTrustList } from '../../ports/signing/trust-list.ts';
import { defaultPersonas, type Place } from '../../scripts/demo/people.ts';
import { playRun, type PlayFiles } from '../../scripts/demo/play-run.ts';
import { resultOf, wipeDifference } from '../../scripts/demo/result.ts';
import { aDevice, aRun } from '../cli/a-run.ts';
import { anOpenGate } from '../cli/open-gate.ts';
import { problem, withScriptedApi, type Script } from '../cli/scripted-api.ts';

// The people are real, and so are the emulator and every signature; only the run behind the API is written here,
// look by look, so that what the people do with each look can be seen.

const world: WorldInput = { machines: [{ serialNumber: 'SN-2' }, { serialNumber: 'SN-9' }] };
const hash = Buffer.alloc(300, 7).toString('base64');
const [ben, chris] = defaultPersonas.approvers;

let folder = '';
let emulator: Emulator;
let files: PlayFiles;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gangway-play-'));
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const header = 'Device Serial Number,Windows Product ID,Hardware Hash';
  files = {
    spec: await file('run.json', '{}'),
    devices: await file('fleet.csv', `${header}\nSN-2,,${hash}\n`),
    world: await file('world.json', JSON.stringify(world)),
  };
  for (const name of ['countersign', 'issuer']) {
    const pair = generateKeyPairSync('ed25519');
    await file(`${name}.pem`, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    await file(`${name}.pub`, pair.publicKey.export({ type: 'spki', format: 'pem' }).toString());
  }
  emulator = await createEmulator({ world, rate: 0 });
  await emulator.listen();
  await file('ca.pem', emulator.caPem);
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

function placeAt(apiUrl: string): Place {
  return {
    apiUrl,
    emulatorUrl: emulator.url,
    caFile: path.join(folder, 'ca.pem'),
    tenantId: '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d',
    siteCode: 'PS1',
    issuerKeyFile: path.join(folder, 'issuer.pem'),
    trustListFile: path.join(folder, 'trust-list.json'),
    countersignPublicKeyFile: path.join(folder, 'countersign.pub'),
    stateDir: folder,
  };
}

const gate = anOpenGate({ gateType: 'plan', leaves: [], quorum: 2 });
const task = {
  run: 'r-1',
  taskId: 'cloud-attach',
  title: 'Enable co-management',
  instructions: '',
  state: 'open' as const,
  openedAt: '2026-09-01T08:00:00.000Z',
  links: [],
};
const looks: readonly RunDetail[] = [
  aRun({ phase: 'gate plan', gates: [gate] }),
  aRun({ phase: 'cloud attach', tasks: [task] }),
  aRun({ phase: 'waves', devices: { total: 1, byState: { 'ready-to-ship': 1 } } }),
  aRun({
    phase: 'ended',
    outcome: 'completed',
    devices: { total: 1, byState: { 'co-managed': 1 } },
    calls: { graph: 7, adminService: 3 },
  }),
];

function script(overrides: Script = {}): Script {
  let look = 0;
  return {
    'POST /v1/approvers': ({ body, headers }) => ({
      json: {
        ...(JSON.parse(body) as object),
        oid: oidIn(headers.authorization),
        registeredAt: '',
      },
    }),
    'POST /v1/runs': () => ({
      json: { runId: 'r-1', rows: { read: 1, accepted: 1, rejected: 0 }, rejected: [], links: [] },
    }),
    'GET /v1/runs/*': () => ({ json: looks[Math.min(look++, looks.length - 1)] }),
    'GET /v1/gates/*': () => ({ json: gate }),
    'POST /v1/gates/*/decisions': () => ({
      json: { gate: 'plan', state: 'open', approvals: 1, quorum: 2 },
    }),
    'POST /v1/tasks/*/evidence': () => ({ json: { taskId: 'cloud-attach', evidenceId: 'e-1' } }),
    'GET /v1/runs/*/devices': ({ path: place }) => ({
      json: {
        items: [aDevice(2, { state: place.includes('ready') ? 'ready-to-ship' : 'co-managed' })],
      },
    }),
    'GET /v1/runs/*/rejected': () => ({ json: { items: [] } }),
    'GET /v1/runs/*/report': () => ({ json: { duplicates: {}, wipes: { sent: 1 } } }),
    'POST /v1/runs/*/deliveries': () => ({ json: { uploadId: 'd-1', listed: 1, delivered: 1 } }),
    ...overrides,
  };
}

function oidIn(authorization: string | undefined): string {
  const payload = (authorization ?? '').split('.')[1] ?? '';
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { oid: string }).oid;
}

describe('playing the people of a run', () => {
  it('does what each look at the run asks for, as the person who may do it', async () => {
    await withScriptedApi(script(), async (api) => {
      const lines: string[] = [];
      const played = await playRun({
        stack: placeAt(api.url),
        files,
        pollIntervalMs: 5,
        onProgress: (line) => lines.push(line),
      });
      const acts = api.seen
        .filter(({ method }) => method === 'POST')
        .map(({ path: place, headers }) => `${oidIn(headers.authorization)} ${place}`);
      const ada = defaultPersonas.admin.oid;
      expect(acts.slice(-5)).toEqual([
        `${ada} /v1/runs`,
        `${ben?.oid ?? ''} /v1/gates/r-1.plan/decisions`,
        `${chris?.oid ?? ''} /v1/gates/r-1.plan/decisions`,
        `${ada} /v1/tasks/r-1.cloud-attach/evidence`,
        `${ada} /v1/runs/r-1/deliveries`,
      ]);
      const evidence = api.seen.find(({ path: place }) => place.endsWith('/evidence'));
      const { body } = JSON.parse(evidence?.body ?? '') as { body: { commandLine: string } };
      const site = { siteCode: 'PS1', cmgHost: 'cmg.fabrikam.example' };
      expect(commandLineProblem(body.commandLine, site)).toBeUndefined();
      expect(lines).toContain('Ben Approver approved gate plan (1 of 2)');

      const machines = emulator.simulation.machines.all();
      expect(machines.map(({ id, state }) => `${id} ${state}`)).toEqual([
        'SN-2 shipped',
        'SN-9 boxed',
      ]);
      // Nobody gave the device a profile, and the referee saw it: what it says must reach the result.
      expect(resultOf(played)).toMatchObject({
        runId: 'r-1',
        rows: { read: 12, accepted: 10, rejected: 2 },
        devices: { total: 1, byState: { 'co-managed': 1 } },
        calls: { graph: 7, adminService: 3, throttled: 0 },
        verdict: [{ kind: 'delivered-before-profile' }],
      });
      expect(wipeDifference(played)).toBe('the report says 1 wipes, and the world saw 0');
      const keys = await readTrustList(placeAt(api.url).trustListFile);
      expect(keys.map(({ use, oid }) => oid ?? use)).toEqual(
        expect.arrayContaining(['countersign', ben?.oid, chris?.oid]),
      );
    });
  });

  it('hands in the very same decision again when its answer was lost', async () => {
    const sent: DecisionRequest[] = [];
    const first = looks[0];
    const last = looks.at(-1);
    const lossy = script({
      'GET /v1/runs/*': () => ({ json: sent.length < 3 ? first : last }),
      'POST /v1/gates/*/decisions': ({ body }) => {
        sent.push(JSON.parse(body) as DecisionRequest);
        if (sent.length === 1) return problem(504, 'OutcomeUnknown', 'no answer in time');
        return { json: { gate: 'plan', state: 'open', approvals: sent.length - 1, quorum: 2 } };
      },
    });
    await withScriptedApi(lossy, (api) =>
      playRun({ stack: placeAt(api.url), files, pollIntervalMs: 5 }),
    );
    expect(sent.map(({ decision }) => decision.oid)).toEqual([ben?.oid, ben?.oid, chris?.oid]);
    expect(sent[1]).toEqual(sent[0]);
  });

  it('ends with the failure when the API refuses what must not be refused', async () => {
    const refusing = script({
      'POST /v1/gates/*/decisions': () =>
        problem(403, 'DecisionInvalid', 'The key is not trusted.'),
    });
    await withScriptedApi(refusing, async (api) => {
      const playing = playRun({ stack: placeAt(api.url), files, pollIntervalMs: 5 });
      await expect(playing).rejects.toThrow('DecisionInvalid');
    });
  });

  it('ends when the run does not', async () => {
    const endless = script({ 'GET /v1/runs/*': () => ({ json: aRun({ phase: 'readiness' }) }) });
    await withScriptedApi(endless, async (api) => {
      const playing = playRun({
        stack: placeAt(api.url),
        files,
        pollIntervalMs: 5,
        runLimitMs: 50,
      });
      await expect(playing).rejects.toThrow(/has not ended within 0\.05 s; it was at: readiness/);
    });
  });
});
