import type { Simulation } from '../simulation.ts';
import { draw } from './chance.ts';
import { eligibilityOf, isInScope } from './eligibility.ts';
import { decimalOf } from './failures.ts';
import { noteFailure } from './failing.ts';
import type { Machine } from './machine.ts';
import type { Obstacle } from './obstacle.ts';

/** https://learn.microsoft.com/mem/configmgr/comanage/how-to-enable: three tries, 15 minutes apart. */
const ATTEMPTS = 3;
const RETRY_MINUTES = 15;
/** Then the client looks again with its daily evaluation. */
const DAY_MINUTES = 24 * 60;
const NEEDS_USER = '0xCAA10001';

/**
 * Enrols in Intune what the site's automatic enrolment reaches: spread over days when it is turned
 * on for many at once, immediately for a machine that becomes eligible later.
 * https://learn.microsoft.com/mem/configmgr/comanage/how-to-enable
 */
export class AutoEnrollment {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { events, machines, site } = simulation;
    events.on('cloud-attached', ({ before, after }) => {
      const isChanged =
        before.enabled !== after.enabled ||
        before.autoEnrollment !== after.autoEnrollment ||
        before.autoEnrollmentCollection !== after.autoEnrollmentCollection;
      if (isChanged) this.enableAtScale();
    });
    events.on('collection-members-changed', ({ collectionId, added, removed }) => {
      const name = site.comanagement.autoEnrollmentCollection;
      if (site.collectionNamed(name)?.collectionId !== collectionId) return;
      for (const resourceId of [...added, ...removed]) {
        const machineId = site.systems.find(String(resourceId))?.machineId;
        const machine = machineId === undefined ? undefined : machines.find(machineId);
        if (machine !== undefined) this.reconsider(machine);
      }
    });
    events.on('entra-device-deleted', ({ device }) => {
      const { machineId } = device;
      const machine = machineId === undefined ? undefined : machines.find(machineId);
      if (machine !== undefined && !device.isCurrent) this.#tryAgain(machine);
    });
  }

  /** Everything in scope by the time of one decision of an administrator. */
  enableAtScale(): void {
    const { machines, world } = this.#simulation;
    const all = machines.all();
    for (const machine of all) if (!this.#isDue(machine)) this.#unschedule(machine);
    const found = all.filter((machine) => this.#isDue(machine) && !isScheduled(machine));
    // One machine needs no spreading; 100,000 take days.
    const share = found.length < 2 ? 0 : found.length / 1000;
    const spreadMinutes = share * world.timings.autoEnrollMinutesPerThousand;
    for (const machine of found) {
      this.#schedule(machine, spreadMinutes * draw(world.seed, machine.id, 'auto-enrollment'));
    }
  }

  /** For one machine: it enrols at once when it can, and not at all when it no longer may. */
  reconsider(machine: Machine): void {
    if (!this.#isDue(machine)) this.#unschedule(machine);
    else if (!isScheduled(machine)) this.#schedule(machine, 0);
  }

  #isDue(machine: Machine): boolean {
    if (machine.state !== 'client-only' || !isInScope(this.#simulation, machine)) return false;
    const eligibility = eligibilityOf(this.#simulation, machine);
    return eligibility === 'eligible' || eligibility === 'scheduledForEnrollment';
  }

  #schedule(machine: Machine, minutes: number): void {
    const { clock, site } = this.#simulation;
    const dueMs = clock.nowMs() + minutes * 60_000;
    machine.enrollmentDueMs = dueMs;
    const system = site.systems.findByMachine(machine.id);
    if (system !== undefined && minutes > 0) {
      site.setComanagement(system, { policyPresent: 1, enrollmentScheduled: 1 });
    }
    clock.at(dueMs, () => {
      if (machine.enrollmentDueMs === dueMs) this.#attempt(machine);
    });
  }

  #unschedule(machine: Machine): void {
    if (!isScheduled(machine)) return;
    const { site } = this.#simulation;
    machine.enrollmentDueMs = undefined;
    machine.enrollmentAttempts = 0;
    machine.pending.delete('autoEnroll');
    const system = site.systems.findByMachine(machine.id);
    if (system !== undefined) {
      site.setComanagement(system, { enrollmentScheduled: 0, pendingLogon: 0 });
    }
  }

  #attempt(machine: Machine): void {
    if (!this.#isDue(machine)) {
      this.#unschedule(machine);
      return;
    }
    const { life } = this.#simulation;
    life.whenItAnswers(machine, () => {
      if (isScheduled(machine)) life.start(machine, 'autoEnroll');
    });
  }

  /** The engine tells it that the guard refused. */
  refused(machine: Machine, obstacle: Obstacle): void {
    const { site } = this.#simulation;
    noteFailure(this.#simulation, machine, { during: 'autoEnroll', ...obstacle });
    machine.enrollmentAttempts += 1;
    const code = obstacle.code ?? '0x80180005';
    const system = site.systems.findByMachine(machine.id);
    if (code === NEEDS_USER) {
      if (system !== undefined) {
        site.setComanagement(system, { enrollmentScheduled: 0, pendingLogon: 1 });
      }
      this.#awaitUser(machine);
      return;
    }
    if (machine.enrollmentAttempts % ATTEMPTS !== 0) {
      this.#schedule(machine, RETRY_MINUTES);
      return;
    }
    if (system !== undefined) {
      site.setComanagement(system, {
        enrollmentScheduled: 0,
        enrollmentFailed: 1,
        enrollmentStatusCode: decimalOf(code),
      });
    }
    this.#again(machine, DAY_MINUTES);
  }

  #awaitUser(machine: Machine): void {
    const { clock, world } = this.#simulation;
    const { epoch } = machine;
    clock.after(world.timings.userSignInMinutes, () => {
      if (machine.epoch !== epoch) return;
      machine.hasUserSignedIn = true;
      this.#attempt(machine);
    });
  }

  /** Without a word to the site: the failure stands there until it is over. */
  #again(machine: Machine, minutes: number): void {
    const { clock } = this.#simulation;
    const dueMs = clock.nowMs() + minutes * 60_000;
    machine.enrollmentDueMs = dueMs;
    clock.at(dueMs, () => {
      if (machine.enrollmentDueMs === dueMs) this.#attempt(machine);
    });
  }

  /** What stood in the way has gone. */
  #tryAgain(machine: Machine): void {
    if (
      machine.enrollmentAttempts > 0 &&
      isScheduled(machine) &&
      !machine.pending.has('autoEnroll')
    ) {
      this.#again(machine, 0);
    }
  }
}

function isScheduled(machine: Machine): boolean {
  return machine.enrollmentDueMs !== undefined;
}
