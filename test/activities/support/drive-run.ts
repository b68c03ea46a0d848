import type { GateType, OpenGate } from '../../../domain/approval.ts';
import { countIn, type StateCounts } from '../../../domain/device-state.ts';
import { isSettled } from '../../../domain/wave-verdict.ts';
import { decide, edsger, grace, type Signer } from '../../domain/approvals.ts';
import { insist, look, type Laboratory } from './laboratory.ts';
import { commandLine, graceMs } from './small-world.ts';

/** Vendor minutes between two looks at the tenant; every process of a small world is over within a dozen. */
const lookMinutes = 20;
const looksMax = 30;

const approvers = [grace, edsger];

type Step = <T>(activity: () => Promise<T>) => Promise<T>;

/** How a run is driven: `step` calls each activity as Temporal would, `after` may stop the run between two phases. */
export interface Driving {
  readonly step: Step;
  readonly isAborted: (phase: string) => boolean;
}

export function steadily(lab: Laboratory): Driving {
  return { step: (activity) => insist(lab, activity), isAborted: () => false };
}

/** Plays the workflows' order through the activities, without Temporal. Answers the phase that was aborted, if any. */
export async function driveRun(
  lab: Laboratory,
  driving: Driving = steadily(lab),
): Promise<string | undefined> {
  const { step, isAborted } = driving;
  const phases: [string, () => Promise<void>][] = [
    ['plan', () => plan(lab, step)],
    ['cloud-attach', () => attachCloud(lab, step)],
    ['objects', () => makeObjects(lab, step)],
    ['duplicates', () => cleanDuplicates(lab, step)],
    ['registration', () => register(lab, step)],
    ['reset', () => reset(lab, step)],
    ['delivery', () => deliver(lab, step)],
  ];
  for (const [phase, play] of phases) {
    await play();
    if (isAborted(phase)) return phase;
  }
  await step(() => lab.activities.ledger.writeReport({ ...lab.key, outcome: 'completed' }));
  await step(() => lab.activities.ledger.recordEnd({ ...lab.key, outcome: 'completed' }));
  return undefined;
}

/** The run's epoch, as its fence has it. */
export async function epochOf(lab: Laboratory): Promise<number> {
  return (await lab.ledger.readFence(lab.key)).epoch;
}

export async function plan(lab: Laboratory, step: Step): Promise<void> {
  const { key } = lab;
  const { ledger, graph, site } = lab.activities;
  await step(() => ledger.recordFence({ ...key, state: 'live' }));
  await step(() => graph.checkTenantReadiness(key));
  await step(() => site.checkSiteReadiness(key));
  await step(() => graph.takeGraphInventory(key));
  await step(() => site.takeSiteInventory(key));
  await step(() => ledger.makeRunPlan(key));
  await approve(lab, step, 'plan', 0);
  await step(() => ledger.settleCoManaged(key));
}

export async function attachCloud(lab: Laboratory, step: Step): Promise<void> {
  const { key } = lab;
  const { ledger, site } = lab.activities;
  const { taskId } = await step(() => ledger.openCloudAttachTask(key));
  lab.emulator.simulation.site.cloudAttach({
    ...lab.emulator.simulation.site.comanagement,
    enabled: true,
  });
  const body = { commandLine };
  const evidenceId = await lab.ledger.addEvidence(key, { taskId, by: 'oid-ada', body });
  const { problem } = await step(() => site.proveCloudAttach({ ...key, evidenceId }));
  if (problem !== undefined) throw new Error(problem);
  await step(() => ledger.closeTask({ ...key, taskId }));
  await step(() => lab.activities.graph.checkTagUnused(key));
  await approve(lab, step, 'policy', 0);
}

export async function makeObjects(lab: Laboratory, step: Step): Promise<void> {
  const { graph, site } = lab.activities;
  const input = { ...lab.key, epoch: await epochOf(lab) };
  const { groupId } = await step(() => graph.ensureDeviceGroup(input));
  await step(() => graph.ensureEspProfile({ ...input, groupId }));
  await step(() => graph.ensureAutopilotProfile({ ...input, groupId }));
  await step(() => graph.ensureComanagementPolicy({ ...input, groupId }));
  const { collectionId } = await step(() => site.ensureDeviceCollection(input));
  await step(() => site.ensureApplicationDeployments({ ...input, collectionId }));
  await step(() => site.checkCloudAttachUnchanged(lab.key));
}

const wave = 1;

export async function cleanDuplicates(lab: Laboratory, step: Step): Promise<void> {
  const { ledger, guard } = lab.activities;
  const input = { ...lab.key, epoch: await epochOf(lab), wave };
  const { duplicates } = await step(() => ledger.clearDevices({ ...lab.key, wave }));
  if (duplicates === 0) return;
  const disabled = await step(() => guard.disableDuplicates(input));
  if (disabled.done > 0) {
    lab.advance(graceMs / 60_000);
    const { gate } = await approve(lab, step, 'duplicate-delete', wave);
    await step(() => guard.deleteDuplicates({ ...input, gate }));
  }
  await step(() => ledger.clearAfterDuplicates({ ...lab.key, wave }));
}

export async function register(lab: Laboratory, step: Step): Promise<void> {
  const { graph } = lab.activities;
  const input = { ...lab.key, epoch: await epochOf(lab), wave, shard: 1 };
  await step(() => graph.reconcileIdentities(input));
  await step(() => graph.importDevices(input));
  const onTheirWay = ['cleared', 'importing', 'imported', 'anchored', 'grouped'] as const;
  await lookUntil(lab, (counts) => countIn(counts, onTheirWay) === 0);
}

export async function reset(lab: Laboratory, step: Step): Promise<void> {
  const { ledger, guard } = lab.activities;
  const counts = await lab.ledger.countDevices(lab.key, { tracks: ['reset'] });
  if ((counts['profile-assigned'] ?? 0) === 0) return;
  const { gate } = await approve(lab, step, 'wipe', wave);
  await step(() => ledger.approveWipes({ ...lab.key, wave, gate }));
  const input = { ...lab.key, epoch: await epochOf(lab), wave, gate };
  await step(() => guard.wipeDevices(input));
}

export async function deliver(lab: Laboratory, step: Step): Promise<void> {
  const { key } = lab;
  const ready = await lab.ledger.listDevices(key, { states: ['ready-to-ship'] }, { limit: 500 });
  const keys = ready.map(({ deviceKey }) => deviceKey);
  await lab.ledger.saveDelivery(key, 'upload-1', keys);
  await step(() => lab.activities.ledger.applyDelivery({ ...key, uploadId: 'upload-1' }));
  await ship(
    lab,
    ready.map(({ serialNumber }) => serialNumber),
  );
  await lookUntil(lab, isSettled);
}

async function ship(lab: Laboratory, serialNumbers: readonly string[]): Promise<void> {
  if (serialNumbers.length === 0) return;
  const body = JSON.stringify({ serialNumbers });
  const headers = { 'content-type': 'application/json' };
  const url = `${lab.emulator.url}/_emulator/machines/deliver`;
  const response = await fetch(url, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(await response.text());
}

/** Opens a gate and has both approvers sign it. */
export async function approve(
  lab: Laboratory,
  step: Step,
  gateType: GateType,
  ofWave: number,
): Promise<OpenGate> {
  const { key } = lab;
  const asked = { ...key, gateType, wave: ofWave, round: 1, deadlineMs: 86_400_000 };
  const gate = await step(() => lab.activities.ledger.openGate(asked));
  for (const person of approvers) await sign(lab, gate, person);
  const { ledger } = lab.activities;
  await step(() => ledger.recordGate({ ...key, gate: gate.gate, state: 'approved' }));
  return gate;
}

/** What the API stores of one person's decision. */
export async function sign(
  lab: Laboratory,
  gate: OpenGate,
  person: Signer,
  verdict: 'approve' | 'reject' = 'approve',
): Promise<void> {
  const at = new Date().toISOString();
  const decideBefore = gate.deadlineAt;
  const executeUntil = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const { tenant, run } = lab.key;
  const change = { run, verdict, decideBefore, executeUntil };
  await lab.ledger.appendDecision(lab.key, decide(gate, person, change, { tenant, at }));
}

/** Looks at the tenant, with vendor time going by, until the counts of the run are as wished. */
export async function lookUntil(
  lab: Laboratory,
  wish: (counts: StateCounts) => boolean,
): Promise<void> {
  for (let looks = 0; looks < looksMax; looks += 1) {
    if (wish(await lab.ledger.countDevices(lab.key))) return;
    lab.advance(lookMinutes);
    await look(lab);
  }
  const counts = JSON.stringify(await lab.ledger.countDevices(lab.key));
  throw new Error(`devices are stuck after ${looksMax} looks: ${counts}`);
}
