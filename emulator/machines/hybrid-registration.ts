import { newEntraDevice } from '../graph/devices/new-device.ts';
import type { EntraDevice } from '../graph/devices/table.ts';
import type { Simulation } from '../simulation.ts';
import type { Machine } from './machine.ts';
import { troubleOf } from './troubles.ts';

/** https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-feature-scheduler */
const SYNC_MINUTES = 30;

/**
 * Synchronised computers register with Entra ID some time after Entra Connect has brought them,
 * and come back as pending when somebody deletes them in the cloud alone.
 * https://learn.microsoft.com/entra/identity/devices/manage-stale-devices#microsoft-entra-hybrid-joined-devices
 */
export class HybridRegistration {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    simulation.events.on('entra-device-deleted', ({ device, actor }) => {
      if (actor !== 'caller' || device.onPremisesSyncEnabled !== true || !device.isCurrent) return;
      const machine =
        device.machineId === undefined ? undefined : simulation.machines.find(device.machineId);
      if (machine !== undefined) this.#bringBack(machine, { ...device });
    });
  }

  begin(machine: Machine): void {
    const { clock, world } = this.#simulation;
    if (troubleOf(this.#simulation, machine, 'hybrid-registration-stuck') !== undefined) return;
    const { epoch } = machine;
    clock.after(world.timings.hybridRegistrationMinutes, () => {
      this.#simulation.life.whenItAnswers(machine, () => {
        if (machine.epoch === epoch && machine.join === 'hybrid-pending') this.#register(machine);
      });
    });
  }

  #register(machine: Machine): void {
    const { clock, devices, directory, life, site } = this.#simulation;
    const device = devices.findByMachine(machine.id);
    if (device === undefined) return;
    machine.join = 'hybrid';
    device.registrationDateTime = clock.nowIso();
    device.approximateLastSignInDateTime = clock.nowIso();
    directory.changed(device, ['registrationDateTime']);
    const system = site.systems.findByMachine(machine.id);
    if (system !== undefined) {
      system.aadDeviceId = device.deviceId;
      system.isHybrid = true;
      site.setComanagement(system, { hybridAadJoined: 1, aadJoined: 0 });
    }
    life.autoEnrollment.reconsider(machine);
  }

  /** The device id is the computer's own in Active Directory, so it comes back with it. */
  #bringBack(machine: Machine, lost: EntraDevice): void {
    const { clock, directory, ids } = this.#simulation;
    const { epoch } = machine;
    machine.join = 'hybrid-pending';
    clock.after(SYNC_MINUTES, () => {
      if (machine.epoch !== epoch) return;
      const { deviceId, displayName } = lost;
      const id = ids.named(`entra-object:${machine.id}:synchronised:${clock.nowIso()}`);
      const createdDateTime = clock.nowIso();
      directory.addDevice({
        ...newEntraDevice({ id, deviceId, displayName, createdDateTime, machine }),
        trustType: 'ServerAd',
        onPremisesSyncEnabled: true,
      });
      this.begin(machine);
    });
  }
}
