import { pilotPolicySuffixes } from '../configmgr/comanagement/pilot-policies.ts';
import type { Simulation } from '../simulation.ts';
import { draw } from './chance.ts';
import type { Machine } from './machine.ts';

/** Everything with Intune: 8193 and all seven workloads. */
const ALL_WITH_INTUNE = 12_543;
/** Device configuration takes resource access and endpoint protection along. */
const DRAGGED_BY_CONFIGURATION = 4 | 4128;
const DEVICE_CONFIGURATION = 8;

/** Who decides: the override of the policy it came through, or the site's sliders. */
export function authorityOf(simulation: Simulation, machine: Machine): 'Intune' | 'ConfigMgr' {
  if (machine.authority !== undefined) return machine.authority;
  const { provisionedBy } = machine;
  const policy =
    provisionedBy === undefined
      ? undefined
      : simulation.enrollmentConfigurations.find(provisionedBy);
  const isOverridden = policy?.settings['managedDeviceAuthority'] === 1;
  // Windows 11 that met no policy in OOBE stays with Intune, whatever installs the client later.
  const isFixed = machine.clientApp !== undefined;
  return isOverridden || isFixed ? 'Intune' : 'ConfigMgr';
}

/**
 * The workloads that Intune has on this machine: the client merges the flags of all policies that
 * reach it. https://learn.microsoft.com/mem/configmgr/comanage/workloads
 */
export function effectiveWorkloads(simulation: Simulation, machine: Machine): number {
  if (authorityOf(simulation, machine) === 'Intune') return ALL_WITH_INTUNE;
  const { site } = simulation;
  const system = site.systems.findByMachine(machine.id);
  let flags = site.comanagement.workloadFlags;
  for (const suffix of site.comanagement.pilotWorkloads) {
    const { autoEnrollmentCollection, stagingCollections } = site.comanagement;
    const members = site.collectionNamed(
      stagingCollections[suffix] ?? autoEnrollmentCollection,
    )?.members;
    if (system !== undefined && members?.has(system.resourceId) === true) {
      flags |= pilotPolicySuffixes[suffix].flags;
    }
  }
  return (flags & DEVICE_CONFIGURATION) === 0 ? flags : flags | DRAGGED_BY_CONFIGURATION;
}

/** Carries moved sliders to the machines: each asks for policy in its own time, and then syncs. */
export class Workloads {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { events } = simulation;
    events.on('cloud-attached', ({ before, after }) => {
      const isMoved =
        before.workloadFlags !== after.workloadFlags ||
        JSON.stringify(before.pilotWorkloads) !== JSON.stringify(after.pilotWorkloads) ||
        JSON.stringify(before.stagingCollections) !== JSON.stringify(after.stagingCollections);
      if (isMoved) this.#reach(simulation.machines.all());
    });
    events.on('collection-members-changed', ({ collectionId, added, removed }) => {
      if (this.#isStaging(collectionId)) this.#reach(this.#machinesOf([...added, ...removed]));
    });
  }

  /** What it is told now holds for the machine at once. */
  apply(machine: Machine): void {
    const { clock, managedDevices, site } = this.#simulation;
    const managed = managedDevices.findByMachine(machine.id);
    const system = site.systems.findByMachine(machine.id);
    if (managed === undefined || system === undefined || machine.state !== 'co-managed') return;
    const workloadFlags = effectiveWorkloads(this.#simulation, machine);
    if (managed.workloadFlags === workloadFlags) return;
    managed.workloadFlags = workloadFlags;
    // A moved slider makes the device sync: learn.microsoft.com/mem/configmgr/comanage/how-to-switch-workloads
    managed.lastSyncDateTime = clock.nowIso();
    const authority = authorityOf(this.#simulation, machine);
    site.setComanagement(system, { workloadFlags, authority });
  }

  #reach(machines: readonly Machine[]): void {
    const { clock, life, site, world } = this.#simulation;
    for (const machine of machines) {
      if (machine.state !== 'co-managed') continue;
      const luck = draw(world.seed, machine.id, 'policy', site.comanagementVersion);
      clock.after(luck * world.timings.clientPolicyMinutes, () => {
        life.whenItAnswers(machine, () => {
          this.apply(machine);
        });
      });
    }
  }

  #isStaging(collectionId: string): boolean {
    const { site } = this.#simulation;
    const { autoEnrollmentCollection, pilotWorkloads, stagingCollections } = site.comanagement;
    return pilotWorkloads.some((suffix) => {
      const name = stagingCollections[suffix] ?? autoEnrollmentCollection;
      return site.collectionNamed(name)?.collectionId === collectionId;
    });
  }

  #machinesOf(resourceIds: readonly number[]): Machine[] {
    const { machines, site } = this.#simulation;
    return resourceIds.flatMap((id) => {
      const machineId = site.systems.find(String(id))?.machineId;
      const machine = machineId === undefined ? undefined : machines.find(machineId);
      return machine === undefined ? [] : [machine];
    });
  }
}
