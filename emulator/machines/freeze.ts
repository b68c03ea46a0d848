import { assignedGroupIds, isComanagement } from '../graph/enrollment-configurations/table.ts';
import type { Simulation } from '../simulation.ts';
import type { FreezeOutcome } from '../world/freeze-hazard.ts';
import { draw, pick } from './chance.ts';
import { noteFailure } from './failing.ts';
import type { Machine } from './machine.ts';
import { authorityOf } from './workloads.ts';

const frozenFields = ['managedDeviceAuthority', 'installConfigurationManagerAgent'];

type Outcome = (simulation: Simulation, machine: Machine) => string | undefined;

/** What a change may do to one machine; every one of these has been seen somewhere. */
const outcomes: Readonly<Record<FreezeOutcome, Outcome>> = {
  unaffected: () => undefined,
  'authority-flips': (simulation, machine) => {
    machine.authority = authorityOf(simulation, machine) === 'Intune' ? 'ConfigMgr' : 'Intune';
    simulation.life.workloads.apply(machine);
    return `Its authority has become ${machine.authority}.`;
  },
  'policy-lost': (simulation, machine) => {
    const { site } = simulation;
    const system = site.systems.findByMachine(machine.id);
    if (system !== undefined) site.setComanagement(system, { policyPresent: 0 });
    return 'It has lost its co-management policy.';
  },
  'client-lost': (simulation, machine) => {
    const { clock, managedDevices, site } = simulation;
    const managed = managedDevices.findByMachine(machine.id);
    if (managed !== undefined) {
      managed.managementAgent = 'mdm';
      managed.workloadFlags = undefined;
      const lastSyncDateTime = clock.nowIso();
      managed.clientHealth = { state: 'communicationError', errorCode: 0, lastSyncDateTime };
    }
    const system = site.systems.findByMachine(machine.id);
    if (system !== undefined) {
      system.isActive = false;
      site.setComanagement(system, { policyPresent: 0 });
    }
    machine.state = 'enrolled';
    machine.history.push({ state: 'enrolled', at: clock.nowIso() });
    return 'Its client no longer reports.';
  },
};

/**
 * Whoever changes the authority, the installation or the assignment of a co-management policy
 * after devices came through it throws the dice for each of them.
 * https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment#limitations
 */
export class FreezeHazard {
  readonly #simulation: Simulation;
  #changes = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { events } = simulation;
    events.on('configuration-changed', ({ configuration, changes }) => {
      if (changes.some((field) => frozenFields.includes(field))) this.#strike(configuration.id);
    });
    events.on('configuration-deleted', ({ configuration }) => {
      this.#strike(configuration.id);
    });
    events.on('configuration-assigned', ({ configuration, before }) => {
      if (!isComanagement(configuration)) return;
      const kept = assignedGroupIds(configuration);
      if (before.some((groupId) => !kept.includes(groupId))) this.#strike(configuration.id);
    });
  }

  #strike(configurationId: string): void {
    const { clock, life, machines, world } = this.#simulation;
    const { enabled, weights, withinMinutes } = world.freezeHazard;
    if (!enabled) return;
    this.#changes += 1;
    const change = this.#changes;
    for (const machine of machines.all()) {
      if (machine.provisionedBy !== configurationId) continue;
      const luck = (what: string) => draw(world.seed, machine.id, 'freeze', change, what);
      const { epoch } = machine;
      clock.after(luck('when') * withinMinutes, () => {
        life.whenItAnswers(machine, () => {
          if (machine.epoch === epoch) this.#befall(machine, pick(weights, luck('what')));
        });
      });
    }
  }

  #befall(machine: Machine, outcome: FreezeOutcome): void {
    if (machine.state !== 'co-managed') return;
    const text = outcomes[outcome](this.#simulation, machine);
    if (text === undefined) return;
    noteFailure(this.#simulation, machine, { during: 'policy changed after provisioning', text });
  }
}
