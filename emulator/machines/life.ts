import type { Simulation } from '../simulation.ts';
import type { MachineState } from '../world/machine.ts';
import { AutoEnrollment } from './auto-enrollment.ts';
import { ClientApps } from './client-apps.ts';
import { transitionEffects } from './effects.ts';
import { noteFailure } from './failing.ts';
import { FreezeHazard } from './freeze.ts';
import { guards } from './guards.ts';
import { HybridRegistration } from './hybrid-registration.ts';
import type { Machine } from './machine.ts';
import type { Obstacle } from './obstacle.ts';
import { nextAwakeMs } from './online.ts';
import { StatusPage } from './status-page.ts';
import { transitions } from './transitions.ts';
import type { TransitionName } from './transitions.ts';
import { meetTrouble } from './troubles.ts';
import { Workloads } from './workloads.ts';

/** What goes on by itself once nothing holds it up any more. */
const automatic: readonly TransitionName[] = [
  'unbox',
  'join',
  'enroll',
  'installClient',
  'reportCoManaged',
  'reset',
];
/** What a machine seeded in the middle of its way takes up again. */
const resumedAtStart: readonly TransitionName[] = ['unbox', 'join', 'reportCoManaged'];
/** What needs a machine in use to be awake; in OOBE somebody sits before it. */
const asleep: readonly TransitionName[] = ['wipe', 'autoEnroll', 'reportCoManaged'];
/** What a user can try again after a failure. */
const retriedByUser: readonly TransitionName[] = ['join', 'enroll'];

const resettableByHand: readonly MachineState[] = [
  'joined',
  'enrolled',
  'client-installed',
  'co-managed',
  'wiped',
  'client-only',
  'retired',
];

const SLOW_INSTALL_MINUTES = 45;
/** ccmsetup asks for its content for a day: `/downloadtimeout`, 1,440 minutes. */
const CLIENT_RETRY_MINUTES = 60;
const CLIENT_RETRIES_MAX = 24;

/** Moves machines through the transition table: guard, wait, effect, what follows. */
export class MachineLife {
  readonly statusPage: StatusPage;
  readonly autoEnrollment: AutoEnrollment;
  readonly workloads: Workloads;
  readonly #hybridRegistration: HybridRegistration;
  readonly #simulation: Simulation;
  readonly #clientApps: ClientApps;
  readonly freezeHazard: FreezeHazard;
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.statusPage = new StatusPage(simulation);
    this.autoEnrollment = new AutoEnrollment(simulation);
    this.workloads = new Workloads(simulation);
    this.#hybridRegistration = new HybridRegistration(simulation);
    this.#clientApps = new ClientApps(simulation);
    this.freezeHazard = new FreezeHazard(simulation);
    const { clock, events, machines } = simulation;
    // A device that is enrolled already gets the client as soon as a policy reaches it.
    events.on('group-members-changed', ({ added }) => {
      for (const id of added) this.#offerClient(simulation.devices.find(id)?.machineId);
    });
    events.on('cloud-attached', () => {
      for (const machine of machines.all()) {
        if (machine.state === 'client-installed') this.start(machine, 'reportCoManaged');
      }
    });
    events.on('configuration-assigned', () => {
      for (const machine of machines.all()) this.#offerClient(machine.id);
    });
    clock.after(0, () => {
      this.#begin();
    });
  }

  /** Whether it started; a machine that cannot keeps the reason in `note`. */
  start(machine: Machine, name: TransitionName): boolean {
    const { from, guard } = transitions[name];
    if (!machine.isOnline || machine.pending.has(name) || !from.includes(machine.state)) {
      return false;
    }
    const obstacle = guard === null ? undefined : guards[guard](this.#simulation, machine);
    machine.note = obstacle?.text;
    if (obstacle !== undefined) {
      this.#refused(machine, name, obstacle);
      return false;
    }
    const { clock } = this.#simulation;
    const ticket = {};
    machine.pending.set(name, ticket);
    const beginMs = asleep.includes(name) ? this.#awakeFrom(machine) : clock.nowMs();
    clock.at(beginMs + this.#minutesOf(machine, name) * 60_000, () => {
      this.#finish(machine, name, ticket);
    });
    return true;
  }

  /** Whether it would answer a call of Intune or of its site now. */
  answers(machine: Machine): boolean {
    return machine.isOnline && this.#awakeFrom(machine) <= this.#simulation.clock.nowMs();
  }

  /** Now, or when it is awake and online again. */
  whenItAnswers(machine: Machine, run: () => void): void {
    if (!machine.isOnline) {
      this.#waiting.set(machine.id, [...(this.#waiting.get(machine.id) ?? []), run]);
    } else if (this.answers(machine)) {
      run();
    } else {
      this.#simulation.clock.at(this.#awakeFrom(machine), () => {
        this.whenItAnswers(machine, run);
      });
    }
  }

  /** Brings an offline machine back, or takes one away; what waited goes on. */
  setOnline(machine: Machine, isOnline: boolean): void {
    machine.isOnline = isOnline;
    if (!isOnline) return;
    for (const name of automatic) this.start(machine, name);
    const waiting = this.#waiting.get(machine.id) ?? [];
    this.#waiting.delete(machine.id);
    for (const run of waiting) this.whenItAnswers(machine, run);
  }

  /** A person resets the machine beside it: Intune is not asked, its record stays behind. */
  resetByHand(machine: Machine): boolean {
    if (!resettableByHand.includes(machine.state)) return false;
    machine.epoch += 1;
    machine.pending.clear();
    machine.enrollmentDueMs = undefined;
    machine.provisionedBy = undefined;
    machine.state = 'wiped';
    machine.lastWipedAt = this.#simulation.clock.nowIso();
    machine.history.push({ state: 'wiped', at: machine.lastWipedAt });
    const record = this.#simulation.managedDevices.findByMachine(machine.id);
    if (record !== undefined) record.isCurrent = false;
    return this.start(machine, 'reset');
  }

  /** Somebody in front of it tries again what failed in OOBE. */
  retry(machine: Machine): boolean {
    if (this.statusPage.retry(machine)) return true;
    return [...retriedByUser, 'installClient' as const].some((name) => this.start(machine, name));
  }

  /** Intune has let go of its record; a client that stays is enrolled again while in scope. */
  unenrolled(machine: Machine): void {
    if (machine.state === 'enrolled') this.start(machine, 'retire');
    else this.start(machine, 'leaveIntune');
  }

  /** An Intune app brings the client to a machine that no policy brings it to. */
  offerClientByApp(machine: Machine, commandLine: string): void {
    if (machine.state !== 'enrolled' || machine.pending.has('installClient')) return;
    machine.clientApp = commandLine;
    this.start(machine, 'installClient');
  }

  #begin(): void {
    const { clock, machines, site } = this.#simulation;
    for (const machine of machines.all()) {
      const { userResetsAfterMinutes } = machine.spec;
      if (userResetsAfterMinutes !== undefined) {
        clock.after(userResetsAfterMinutes, () => this.resetByHand(machine));
      }
      if (machine.join === 'hybrid-pending') this.#hybridRegistration.begin(machine);
      for (const name of resumedAtStart) this.start(machine, name);
    }
    this.#clientApps.begin();
    if (site.comanagement.enabled) this.autoEnrollment.enableAtScale();
  }

  #refused(machine: Machine, name: TransitionName, obstacle: Obstacle): void {
    const { clock, world } = this.#simulation;
    if (name === 'autoEnroll') {
      this.autoEnrollment.refused(machine, obstacle);
      return;
    }
    if (obstacle.code !== undefined || obstacle.retriesItself === true) {
      noteFailure(this.#simulation, machine, { during: name, ...obstacle });
    }
    const { epoch } = machine;
    const again = (minutes: number) => {
      clock.after(minutes, () => {
        if (machine.epoch === epoch) this.start(machine, name);
      });
    };
    if (name === 'installClient') {
      this.#noteInstallFailure(machine, obstacle);
      machine.clientRetries += 1;
      const isPatient = obstacle.retriesItself === true;
      if (isPatient && machine.clientRetries <= CLIENT_RETRIES_MAX) again(CLIENT_RETRY_MINUTES);
    } else if (retriedByUser.includes(name) && machine.retriesLeft > 0) {
      machine.retriesLeft -= 1;
      again(world.timings.userRetryMinutes);
    }
  }

  #noteInstallFailure(machine: Machine, { code }: Obstacle): void {
    const { clock, managedDevices } = this.#simulation;
    const managed = managedDevices.findByMachine(machine.id);
    if (managed === undefined || code === undefined) return;
    // A signed 32-bit number, as Edm.Int32 has it.
    const errorCode = Number.parseInt(code, 16) | 0;
    managed.clientHealth = { state: 'installFailed', errorCode, lastSyncDateTime: clock.nowIso() };
  }

  #minutesOf(machine: Machine, name: TransitionName): number {
    const { after } = transitions[name];
    const usual = after === null ? 0 : this.#simulation.world.timings[after];
    if (name === 'unbox') return machine.spec.oobeDelayMinutes ?? usual;
    if (name !== 'installClient') return usual;
    const slow = meetTrouble(this.#simulation, machine, 'client-install-slow');
    return slow === undefined ? usual : (slow.minutes ?? SLOW_INSTALL_MINUTES);
  }

  #awakeFrom(machine: Machine): number {
    const { clock, world } = this.#simulation;
    return nextAwakeMs(world.seed, machine, clock.nowMs());
  }

  #finish(machine: Machine, name: TransitionName, ticket: object): void {
    if (machine.pending.get(name) !== ticket) return;
    const { clock } = this.#simulation;
    if (machine.isOnline && asleep.includes(name) && !this.answers(machine)) {
      clock.at(this.#awakeFrom(machine), () => {
        this.#finish(machine, name, ticket);
      });
      return;
    }
    machine.pending.delete(name);
    const { from, to, then } = transitions[name];
    if (!machine.isOnline || !from.includes(machine.state)) return;
    machine.state = to;
    machine.history.push({ state: to, at: clock.nowIso() });
    transitionEffects[name]?.(this.#simulation, machine);
    for (const next of then) this.start(machine, next);
  }

  #offerClient(machineId: string | undefined): void {
    const machine = machineId === undefined ? undefined : this.#simulation.machines.find(machineId);
    if (machine?.state === 'enrolled') this.start(machine, 'installClient');
  }
}
