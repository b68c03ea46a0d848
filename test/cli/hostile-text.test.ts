import { describe, expect, it } from 'vitest';
import type { GateDetail } from '../../api/schemas/gates.ts';
import { aDevice, aRun } from './a-run.ts';
import { anOpenGate, aWipeLeaf } from './open-gate.ts';
import { benToken, gangway, type Ran } from './run-command.ts';
import { problem, withScriptedApi, type Script } from './scripted-api.ts';

/** Up five lines, erase, say something else; the same in C1; then text that reads backwards. */
const hostile = 'x\u001b[5A\u001b[2Kitems 3\u009b1A\r\u0007\u202e';
const raw = new RegExp('[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e]');

const leaf = { ...aWipeLeaf(1), serial: hostile };
const task = {
  run: 'r-1',
  taskId: 'cloud-attach',
  title: hostile,
  instructions: `one\n${hostile}`,
  state: 'open' as const,
  problem: hostile,
  openedAt: '2026-09-01T08:00:00.000Z',
  links: [],
};
const run = aRun({
  runId: 'r-1',
  name: hostile,
  phase: hostile,
  waitingOn: hostile,
  outcome: hostile,
  tasks: [task],
  gates: [anOpenGate()],
  next: { text: hostile, href: hostile },
});
const gate: GateDetail = {
  ...anOpenGate({ leaves: [leaf] }),
  action: hostile,
  counts: { [hostile]: 3 },
  subject: { ...anOpenGate().subject, counts: { [hostile]: 3 } },
  body: { [hostile]: { [hostile]: hostile } },
};

const script: Script = {
  'GET /v1/runs': () => ({ json: { items: [run] } }),
  'GET /v1/runs/*': () => ({ json: run }),
  'GET /v1/runs/*/plan': ({ headers }) =>
    headers.accept?.startsWith('text/markdown') === true
      ? { status: 200, type: 'text/markdown', text: `# Plan\n${hostile}\n` }
      : { json: { header: hostile } },
  'GET /v1/runs/*/report': () => ({ json: { note: hostile } }),
  'GET /v1/runs/*/devices': () => ({ json: { items: [aDevice(2, { serialNumber: hostile })] } }),
  'GET /v1/runs/*/rejected': () => ({ json: { items: [] } }),
  'GET /v1/gates': () => ({ json: { items: [gate] } }),
  'GET /v1/gates/*': () => ({ json: gate }),
  'GET /v1/tasks': () => ({ json: { items: [task] } }),
  'POST /v1/runs/*/pause': () => problem(409, hostile, hostile),
};

const ask = (args: readonly string[]): Promise<Ran> =>
  withScriptedApi(script, (api) => gangway(args, { apiUrl: api.url, token: benToken }));

describe('a hostile name cannot repaint what is read before a decision', () => {
  it.each([
    'run list',
    'run show r-1',
    'run watch r-1',
    'run plan r-1',
    'run report r-1',
    'run devices r-1',
    'gate list',
    'gate show r-1.wipe-1',
    'task list',
    'run pause r-1 --reason x',
  ])('in `gangway %s`', async (line) => {
    const { out, err } = await ask(line.split(' '));
    expect(`${out}${err}`).toContain('items 3');
    expect(out).not.toMatch(raw);
    expect(err).not.toMatch(raw);
  });

  it.each([
    'run list',
    'run show r-1',
    'run watch r-1',
    'run plan r-1',
    'run devices r-1',
    'gate show r-1.wipe-1',
    'task list',
  ])('in `gangway %s --json`, which a script reads all the same', async (line) => {
    const { out } = await ask([...line.split(' '), '--json']);
    expect(out).not.toMatch(raw);
    expect(JSON.stringify(JSON.parse(out))).toContain(JSON.stringify(hostile).slice(1, -1));
  });

  it('nor add a line of its own to a list', async () => {
    const script = { 'GET /v1/runs/*': () => ({ json: aRun({ outcome: 'a\nRun r-2 ended' }) }) };
    const { out } = await withScriptedApi(script, (api) =>
      gangway(['run', 'watch', 'r-1'], { apiUrl: api.url, token: benToken }),
    );
    expect(out.split('\n')).toHaveLength(2);
  });
});
