import { CliError } from '../../cli/cli-error.ts';
import { exitCodes } from '../../cli/exit-codes.ts';
import { reviewGate } from '../../cli/gate-review.ts';
import { signDecision } from '../../cli/sign-decision.ts';
import type { DecisionAnswer, DecisionRequest, GateSummary } from '../../api/schemas/gates.ts';
import type { RunDetail } from '../../api/schemas/runs.ts';
import type { EmulatedWorld } from './emulated-world.ts';
import type { ApproverPerson, People } from './people.ts';

/** What the people need to act, and what they remember of what they did. */
export interface Play {
  readonly people: People;
  readonly world: EmulatedWorld;
  /** What the console shows in the properties of the co-management settings. */
  readonly commandLine: string;
  readonly say: (line: string) => void;
  /** What was signed, by `gate/oid`, whether or not it arrived. */
  readonly signed: Map<string, DecisionRequest>;
  /** What arrived: nobody decides twice. */
  readonly decided: Set<string>;
  /** Serial numbers that are ready to be handed out, as long as the API has not answered that it knows. */
  readonly toUpload: Set<string>;
  /** Serial numbers the API was told were handed out, and the warehouse was not yet. */
  readonly toShip: Set<string>;
  /** How often the cloud attach task was reported as done, and when last. */
  attachTries: number;
  attachTriedAtMs: number;
}

type Act = (play: Play, run: RunDetail) => Promise<void>;

const comment = 'Seen and approved in the demo.';

/** As many approvers as the quorum asks for, each after their own look at what they sign. */
const approveOpenGates: Act = async (play, run) => {
  for (const gate of run.gates) {
    if (gate.state !== 'open') continue;
    for (const approver of play.people.approvers.slice(0, gate.quorum)) {
      const state = await approve(play, gate, approver);
      if (state !== 'open') break;
    }
  }
};

async function approve(
  play: Play,
  gate: GateSummary,
  approver: ApproverPerson,
): Promise<DecisionAnswer['state']> {
  const { oid, name } = approver.persona;
  const mark = `${gate.gate}/${oid}`;
  const isSentByOthers = gate.decidedBy.some((by) => by.oid === oid) && !play.signed.has(mark);
  if (play.decided.has(mark) || isSentByOthers) return 'open';
  // An answer may be lost: then the very same decision goes out again, which counts once.
  const request = play.signed.get(mark) ?? (await signApproval(gate, approver));
  play.signed.set(mark, request);
  const answer = await approver.client.decide(gate.run, gate.gate, request);
  play.decided.add(mark);
  play.say(`${name} approved gate ${gate.gate} (${answer.approvals} of ${answer.quorum})`);
  return answer.state;
}

async function signApproval(gate: GateSummary, approver: ApproverPerson): Promise<DecisionRequest> {
  const { client, signer, persona } = approver;
  const review = await reviewGate(client, { run: gate.run, gate: gate.gate });
  return signDecision(review, { verdict: 'approve', comment, oid: persona.oid, signer });
}

/** The run reads the site back before it closes the task; that takes seconds at most. */
const attachRetryMs = 10_000;
const attachTriesMax = 5;

/** The Global Administrator goes through the wizard, then the admin says so and pastes the command line. */
const attachCloud: Act = async (play, run) => {
  const task = run.tasks.find(({ taskId, state }) => taskId === 'cloud-attach' && state === 'open');
  if (task === undefined) return;
  if (play.attachTries === 0) {
    await play.world.attachCloud();
    play.say('the Global Administrator went through the cloud attach wizard');
  }
  if (play.attachTries > 0 && performance.now() - play.attachTriedAtMs < attachRetryMs) return;
  if (play.attachTries >= attachTriesMax) {
    throw new Error(`task ${task.taskId} does not close: ${task.problem ?? 'nobody says why'}`);
  }
  play.attachTries += 1;
  play.attachTriedAtMs = performance.now();
  const { persona, client } = play.people.admin;
  await client.completeTask(run.runId, task.taskId, { commandLine: play.commandLine });
  play.say(`${persona.name} completed task ${task.taskId}`);
};

/** The admin uploads what is handed out; only then does the warehouse ship it, for what Gangway does not know it cannot wait for. */
const handOut: Act = async (play, run) => {
  const isLive = run.fence === 'live' || run.fence === 'paused';
  const { persona, client } = play.people.admin;
  if (isLive && (run.devices.byState['ready-to-ship'] ?? 0) > 0) {
    const ready = await client.listDevices(run.runId, 'ready-to-ship');
    for (const { serialNumber } of ready) play.toUpload.add(serialNumber);
  }
  if (isLive && play.toUpload.size > 0) {
    // Remembered until it is answered: what was uploaded when an answer got lost is ready to ship no more.
    const serialNumbers = [...play.toUpload];
    const { delivered } = await client.deliver(run.runId, serialNumbers);
    for (const serialNumber of serialNumbers) play.toShip.add(serialNumber);
    play.toUpload.clear();
    play.say(`${persona.name} uploaded a delivery of ${delivered} devices`);
  }
  if (play.toShip.size > 0) {
    await play.world.deliver([...play.toShip]);
    play.toShip.clear();
  }
};

/** Everything that somebody owes the run now. An act that could not be done is done at the next look. */
export async function actOn(play: Play, run: RunDetail): Promise<void> {
  for (const act of [approveOpenGates, attachCloud, handOut]) {
    try {
      await act(play, run);
    } catch (error) {
      if (!isPassing(error)) throw error;
      play.say(`will try again: ${error.message}`);
    }
  }
}

/**
 * Trouble that the next look may not find: a process that is being restarted, or a gate or task that somebody
 * closed since the run was read. Everything else is a defect that must end the play.
 */
export function isPassing(error: unknown): error is CliError {
  if (!(error instanceof CliError)) return false;
  if (error.exitCode === exitCodes.unreachable) return true;
  return ['GateNotOpen', 'TaskNotOpen', 'RunPaused', 'RunStopped', 'NotReady'].includes(
    error.code ?? '',
  );
}
