import type { MobileApp } from '../graph/mobile-apps/table.ts';
import type { Simulation } from '../simulation.ts';
import type { Machine } from './machine.ts';
import { comanagementPolicyOf } from './policies.ts';

/**
 * An Intune app that carries ccmsetup brings the client to PCs that no co-management policy
 * brings it to. https://learn.microsoft.com/mem/configmgr/comanage/how-to-prepare-win10
 */
export class ClientApps {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { devices, events, mobileApps } = simulation;
    events.on('mobile-app-assigned', ({ appId }) => {
      const app = mobileApps.find(appId);
      if (app !== undefined) this.#offerToAll(app);
    });
    events.on('group-members-changed', ({ groupId, added }) => {
      for (const app of mobileApps.all()) {
        if (!targetsOf(app).includes(groupId)) continue;
        for (const id of added) this.#offer(app, devices.find(id)?.machineId);
      }
    });
  }

  /** What the world's apps are assigned to from the start. */
  begin(): void {
    for (const app of this.#simulation.mobileApps.all()) this.#offerToAll(app);
  }

  #offerToAll(app: MobileApp): void {
    const { devices, groups } = this.#simulation;
    for (const groupId of targetsOf(app)) {
      for (const id of groups.find(groupId)?.members ?? []) {
        this.#offer(app, devices.find(id)?.machineId);
      }
    }
  }

  #offer(app: MobileApp, machineId: string | undefined): void {
    const machine = machineId === undefined ? undefined : this.#simulation.machines.find(machineId);
    const commandLine = commandLineOf(app);
    if (machine === undefined || commandLine === undefined) return;
    this.#simulation.life.whenItAnswers(machine, () => {
      if (!this.#hasPolicy(machine)) this.#simulation.life.offerClientByApp(machine, commandLine);
    });
  }

  #hasPolicy(machine: Machine): boolean {
    const policy = comanagementPolicyOf(this.#simulation, machine);
    return policy?.settings['installConfigurationManagerAgent'] === true;
  }
}

/** Groups for which the app is required. */
function targetsOf(app: MobileApp): string[] {
  return app.assignments.flatMap(({ intent, target }) => {
    const isGroup = target['@odata.type'] === '#microsoft.graph.groupAssignmentTarget';
    return intent === 'required' && isGroup && target.groupId !== undefined ? [target.groupId] : [];
  });
}

/** A Win32 app wraps the msi in a command of its own; what ccmsetup reads is the same. */
function commandLineOf({ settings }: MobileApp): string | undefined {
  const text = settings['commandLine'] ?? settings['installCommandLine'];
  if (typeof text !== 'string') return undefined;
  if (!/ccmsetup/i.test(`${text} ${String(settings['fileName'])}`)) return undefined;
  return /CCMSETUPCMD="[^"]*"/i.exec(text)?.[0] ?? text;
}
