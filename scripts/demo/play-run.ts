import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateRunAnswer, DeviceAnswer, RunDetail } from '../../api/schemas/runs.ts';
import type { RejectedRow } from '../../cli/client.ts';
import { runLine } from '../../cli/run-view.ts';
import { checkDeviceList } from '../../domain/device-list.ts';
import { parseWorld, type WorldInput } from '../../emulator/world.ts';
import { readDeviceList } from '../../ports/device-list/read-device-list.ts';
import { actOn, isPassing, type Play } from './acts.ts';
import { EmulatedWorld, type Violation } from './emulated-world.ts';
import { defaultPersonas, gatherPeople, type People, type Personas, type Place } from './people.ts';

/** People would look less often; a demo is impatient. */
const pollIntervalMsDefault = 1_000;
/** Several times what the example takes on two cores; a run that takes longer hangs. */
const runLimitMsDefault = 10 * 60_000;

export interface PlayFiles {
  /** The run spec. */
  readonly spec: string;
  readonly devices: string;
  /** The emulator's world, for what people read off the site's console. */
  readonly world: string;
}

export interface PlayOptions {
  readonly stack: Place;
  readonly files: PlayFiles;
  readonly personas?: Personas;
  /** From the start of the run to its end. */
  readonly runLimitMs?: number;
  /** Between two looks at the run; default a second. */
  readonly pollIntervalMs?: number;
  /** A line for people: what somebody did, or where the run is when that changed. */
  readonly onProgress?: (line: string) => void;
  /** Called once, after the API took the run in and before anybody acts. */
  readonly onStarted?: (created: CreateRunAnswer) => void | Promise<void>;
  /** Called with each look at the run, before anybody acts: here a test kills a worker. */
  readonly onLook?: (run: RunDetail) => void | Promise<void>;
  /** Ends the play at once, for example because the command is being stopped. */
  readonly signal?: AbortSignal;
}

/** Everything that can be said about a run that was played to its end. */
export interface PlayedRun {
  readonly created: CreateRunAnswer;
  readonly run: RunDetail;
  readonly devices: readonly DeviceAnswer[];
  readonly rejected: readonly RejectedRow[];
  readonly people: People;
  readonly verdict: readonly Violation[];
  /** The run's own account of itself. */
  readonly report: Readonly<Record<string, unknown>>;
  /** Wipes that machines of the world really went through. */
  readonly wipesSeen: number;
  readonly durationMs: number;
}

/** Starts a run and plays everybody it needs, through the API alone, until it has ended. */
export async function playRun(options: PlayOptions): Promise<PlayedRun> {
  const { stack, files } = options;
  const say = options.onProgress ?? (() => undefined);
  const world = await EmulatedWorld.at(stack.emulatorUrl, stack.caFile);
  try {
    const people = await gatherPeople(stack, options.personas ?? defaultPersonas);
    say(
      `${people.approvers.map(({ persona }) => persona.name).join(' and ')} enrolled as approvers`,
    );
    await world.announceList(await serialNumbersOf(files.devices));
    const wipesBefore = await world.countWipes();
    const play: Play = {
      people,
      world,
      commandLine: await commandLineOf(files.world, stack.siteCode),
      say,
      signed: new Map(),
      decided: new Set(),
      toUpload: new Set(),
      toShip: new Set(),
      attachTries: 0,
      attachTriedAtMs: 0,
    };
    const startedAt = performance.now();
    const created = await startRun(people, files);
    await options.onStarted?.(created);
    const run = await playUntilEnded(options, play, created.runId);
    const durationMs = Math.round(performance.now() - startedAt);
    const wipesSeen = (await world.countWipes()) - wipesBefore;
    return { created, run, people, durationMs, wipesSeen, ...(await lookBack(play, run)) };
  } finally {
    await world.close();
  }
}

async function startRun(people: People, files: PlayFiles): Promise<CreateRunAnswer> {
  const upload = async (file: string) => ({
    name: path.basename(file),
    bytes: new Uint8Array(await readFile(file)),
  });
  const [spec, devices] = await Promise.all([upload(files.spec), upload(files.devices)]);
  return people.admin.client.createRun({ spec, devices }, randomUUID());
}

async function playUntilEnded(options: PlayOptions, play: Play, runId: string): Promise<RunDetail> {
  const {
    runLimitMs = runLimitMsDefault,
    pollIntervalMs = pollIntervalMsDefault,
    signal,
  } = options;
  const endBefore = performance.now() + runLimitMs;
  let line = '';
  while (performance.now() < endBefore) {
    signal?.throwIfAborted();
    const run = await lookAt(play, runId);
    if (run !== undefined) {
      if (runLine(run) !== line) play.say(runLine(run));
      line = runLine(run);
      await options.onLook?.(run);
      if (run.outcome !== undefined) return run;
      await actOn(play, run);
    }
    // Woken early, the loop says why at its head.
    await sleep(pollIntervalMs, undefined, { signal }).catch(() => undefined);
  }
  throw new Error(`run ${runId} has not ended within ${runLimitMs / 1000} s; it was at: ${line}`);
}

/** Nothing while the API is away: whoever watches looks again. */
async function lookAt({ people, say }: Play, runId: string): Promise<RunDetail | undefined> {
  try {
    return await people.operator.client.showRun(runId);
  } catch (error) {
    if (!isPassing(error)) throw error;
    say(`will look again: ${error.message}`);
    return undefined;
  }
}

async function lookBack(
  { people, world }: Play,
  { runId }: RunDetail,
): Promise<Pick<PlayedRun, 'devices' | 'rejected' | 'report' | 'verdict'>> {
  const { client } = people.operator;
  const [devices, rejected, report, verdict] = await Promise.all([
    client.listDevices(runId),
    client.listRejectedRows(runId),
    client.showReport(runId),
    world.verdict(),
  ]);
  return { devices, rejected, report, verdict };
}

/** What the list asks for, to be told to the referee before anything happens. */
async function serialNumbersOf(file: string): Promise<string[]> {
  const list = readDeviceList(new Uint8Array(await readFile(file)));
  if (list.kind === 'refused') throw new Error(`${file}: ${list.message}`);
  return checkDeviceList(list.records).accepted.map(({ serial }) => serial);
}

/** No call of ConfigMgr returns the line; the console shows it, with the gateway's own number in it. */
const mutualAuthId = '72057594037937941';

async function commandLineOf(worldFile: string, siteCode: string): Promise<string> {
  const { site } = parseWorld(JSON.parse(await readFile(worldFile, 'utf8')) as WorldInput);
  if (site.cmg === null) throw new Error(`${worldFile}: the site has no cloud management gateway`);
  const host = `${site.cmg.serviceCName}/CCM_Proxy_MutualAuth/${mutualAuthId}`;
  return `CCMSETUPCMD="CCMHOSTNAME=${host} SMSSITECODE=${siteCode}"`;
}
