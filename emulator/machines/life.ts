import type { Simulation } from '../simulation.ts';
import { transitionEffects } from './effects.ts';
import { whyNot } from './guards.ts';
import type { Machine } from './machine.ts';
import { transitions } from './transitions.ts';
import type { TransitionName } from './transitions.ts';

/** What goes on by itself once nothing holds it up any more. */
const automatic: readonly TransitionName[] = [
  'unbox',
  'join',
  'enroll',
  'installClient',
  'reportCoManaged',
  'reset',
];

const resettableByHand = ['joined', 'enrolled', 'client-installed', 'co-managed', 'wiped'];

/** Moves machines through the transition table: guard, wait, effect, what follows. */
export class MachineLife {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { events, machines } = simulation;
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
  }

  /** Whether it started; a machine that cannot keeps the reason in `note`. */
  start(machine: Machine, name: TransitionName): boolean {
    const { from, after } = transitions[name];
    if (!machine.isOnline || machine.pending.has(name) || !from.includes(machine.state)) {
      return false;
    }
    machine.note = whyNot(this.#simulation, machine, name);
    if (machine.note !== undefined) return false;
    const { epoch } = machine;
    const { clock, world } = this.#simulation;
    const isUnboxing = name === 'unbox' ? machine.spec.oobeDelayMinutes : undefined;
    const minutes = isUnboxing ?? (after === null ? 0 : world.timings[after]);
    machine.pending.add(name);
    clock.after(minutes, () => {
      if (machine.epoch === epoch) this.#finish(machine, name);
    });
    return true;
  }

  /** Brings an offline machine back, or takes one away; what waited goes on. */
  setOnline(machine: Machine, isOnline: boolean): void {
    machine.isOnline = isOnline;
    if (!isOnline) return;
    const managed = this.#simulation.managedDevices.findByMachine(machine.id);
    if (managed?.managementState === 'wipePending') this.start(machine, 'wipe');
    for (const name of automatic) this.start(machine, name);
  }

  /** A person resets the machine beside it: Intune is not asked, its record stays behind. */
  resetByHand(machine: Machine): boolean {
    if (!resettableByHand.includes(machine.state)) return false;
    machine.epoch += 1;
    machine.pending.clear();
    machine.state = 'wiped';
    machine.lastWipedAt = this.#simulation.clock.nowIso();
    machine.history.push({ state: 'wiped', at: machine.lastWipedAt });
    const record = this.#simulation.managedDevices.findByMachine(machine.id);
    if (record !== undefined) record.isCurrent = false;
    return this.start(machine, 'reset');
  }

  #finish(machine: Machine, name: TransitionName): void {
    machine.pending.delete(name);
    const { from, to, then } = transitions[name];
    if (!machine.isOnline || !from.includes(machine.state)) return;
    machine.state = to;
    machine.history.push({ state: to, at: this.#simulation.clock.nowIso() });
    transitionEffects[name]?.(this.#simulation, machine);
    for (const next of then) this.start(machine, next);
  }

  #offerClient(machineId: string | undefined): void {
    const machine = machineId === undefined ? undefined : this.#simulation.machines.find(machineId);
    if (machine?.state === 'enrolled') this.start(machine, 'installClient');
  }
}
