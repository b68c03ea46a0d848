import type { Simulation } from '../simulation.ts';
import { provisioningSequenceOf } from './command-line.ts';
import { CLIENT_INSTALL_LIMIT_MINUTES, espPhases } from './esp-phases.ts';
import type { EspPhase, EspProgress } from './esp-phases.ts';
import { failureText } from './failures.ts';
import { noteFailure } from './failing.ts';
import type { Machine } from './machine.ts';
import { comanagementPolicyOf, statusPageOf } from './policies.ts';
import { meetTrouble } from './troubles.ts';

const TIMED_OUT = '0x800705B4';
const SEQUENCE_FAILED = '0x87D1041C';
/** https://learn.microsoft.com/intune/intune-service/enrollment/windows-enrollment-status */
const TIMEOUT_MINUTES_DEFAULT = 60;

/** The Enrollment Status Page of every machine that sees one. */
export class StatusPage {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Right after an enrolment in OOBE. */
  begin(machine: Machine): void {
    const settings = statusPageOf(this.#simulation, machine)?.settings ?? {};
    if (settings['showInstallationProgress'] !== true) return;
    const { clock } = this.#simulation;
    const esp: EspProgress = {
      phase: 'device-preparation',
      state: 'in-progress',
      startedAt: clock.nowIso(),
      endedAt: undefined,
      errorCode: undefined,
      attempt: (machine.esp?.attempt ?? 0) + 1,
    };
    machine.esp = esp;
    const minutes = settings['installProgressTimeoutInMinutes'];
    const limit = typeof minutes === 'number' && minutes > 0 ? minutes : TIMEOUT_MINUTES_DEFAULT;
    clock.after(limit, () => {
      this.#fail(machine, esp, { code: TIMED_OUT });
    });
    const policy = comanagementPolicyOf(this.#simulation, machine);
    if (policy?.settings['installConfigurationManagerAgent'] !== true) {
      this.#enter(machine, esp, 'device-setup');
      return;
    }
    clock.after(CLIENT_INSTALL_LIMIT_MINUTES, () => {
      if (esp.phase === 'device-preparation') this.#fail(machine, esp, { code: TIMED_OUT });
    });
  }

  /** The client is there and registered: device preparation is through. */
  clientInstalled(machine: Machine): void {
    const { esp } = machine;
    if (esp?.phase !== 'device-preparation' || esp.state !== 'in-progress') return;
    this.#enter(machine, esp, espPhases['device-preparation'].next as EspPhase);
  }

  #enter(machine: Machine, esp: EspProgress, phase: EspPhase): void {
    esp.phase = phase;
    if (phase === 'account-setup' && this.#hangs(machine, esp)) return;
    this.#simulation.clock.after(this.#minutesOf(machine, phase), () => {
      if (machine.esp !== esp || esp.state !== 'in-progress') return;
      if (phase === 'device-setup' && this.#sequenceFails(machine)) {
        this.#fail(machine, esp, { code: SEQUENCE_FAILED });
        return;
      }
      const { next } = espPhases[phase];
      if (next !== 'done') this.#enter(machine, esp, next);
      else this.#complete(esp);
    });
  }

  #minutesOf(machine: Machine, phase: EspPhase): number {
    const { timings } = this.#simulation.world;
    const { waitsFor } = espPhases[phase];
    const own = waitsFor === 'client' ? 0 : timings[waitsFor];
    const hasSequence = phase === 'device-setup' && this.#sequenceOf(machine) !== undefined;
    return own + (hasSequence ? timings.provisioningSequenceMinutes : 0);
  }

  #sequenceOf(machine: Machine): string | undefined {
    const policy = comanagementPolicyOf(this.#simulation, machine);
    return policy === undefined ? undefined : provisioningSequenceOf(policy);
  }

  #sequenceFails(machine: Machine): boolean {
    if (this.#sequenceOf(machine) === undefined) return false;
    return meetTrouble(this.#simulation, machine, 'provisioning-sequence-failed') !== undefined;
  }

  /** https://github.com/okieselbach/AutopilotMonitor/issues/106: it waits for ever, without a code. */
  #hangs(machine: Machine, esp: EspProgress): boolean {
    if (meetTrouble(this.#simulation, machine, 'esp-identifying-hang') === undefined) return false;
    esp.state = 'hung';
    const text = 'ESP stands at "Apps (Identifying)": it reads ConfigMgr for Sidecar.';
    noteFailure(this.#simulation, machine, { during: 'account-setup', text });
    return true;
  }

  #complete(esp: EspProgress): void {
    esp.phase = 'done';
    esp.state = 'completed';
    esp.endedAt = this.#simulation.clock.nowIso();
  }

  #fail(machine: Machine, esp: EspProgress, { code }: { code: string }): void {
    if (machine.esp !== esp || esp.state !== 'in-progress') return;
    const { clock, world } = this.#simulation;
    esp.state = 'failed';
    esp.endedAt = clock.nowIso();
    esp.errorCode = code;
    const during = `ESP ${esp.phase}`;
    noteFailure(this.#simulation, machine, { during, code, text: failureText(code) });
    if (machine.retriesLeft > 0) {
      machine.retriesLeft -= 1;
      machine.pending.delete('installClient');
      clock.after(world.timings.userRetryMinutes, () => {
        if (machine.esp === esp) this.retry(machine);
      });
      return;
    }
    const settings = statusPageOf(this.#simulation, machine)?.settings ?? {};
    if (settings['allowDeviceUseOnInstallFailure'] === true) esp.state = 'skipped';
    else machine.pending.delete('installClient');
  }

  /** Somebody presses "Try again". Whether there was anything to try again. */
  retry(machine: Machine): boolean {
    const { esp } = machine;
    if (esp === undefined || !['failed', 'hung'].includes(esp.state)) return false;
    machine.note = undefined;
    this.begin(machine);
    if (machine.state === 'enrolled') this.#simulation.life.start(machine, 'installClient');
    else this.clientInstalled(machine);
    return true;
  }
}
