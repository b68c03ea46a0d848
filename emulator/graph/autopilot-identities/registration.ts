import type { Machine } from '../../machines/machine.ts';
import { vendorMinutes } from '../../vendor-delay.ts';
import { newEntraDevice } from '../devices/new-device.ts';
import { physicalIdOf, setPhysicalId } from '../devices/table.ts';
import type { EntraDevice } from '../devices/table.ts';
import type { Simulation } from '../../simulation.ts';
import { intuneBadRequest } from '../errors.ts';
import { NO_ID } from './table.ts';
import type { AutopilotIdentity } from './table.ts';

export interface RegistrationProperties {
  groupTag?: string | undefined;
  userPrincipalName?: string | undefined;
  addressableUserName?: string | undefined;
  displayName?: string | undefined;
}

interface UnlistedIdentity {
  id: string;
  machine: Machine;
  properties: RegistrationProperties;
}

/** What registering, changing and deregistering a device sets in motion. */
export class Registration {
  readonly #simulation: Simulation;
  /** Registered, but not listed yet. */
  readonly #unlisted = new Map<string, UnlistedIdentity>();
  /** Deleted, but still listed. */
  readonly #leaving = new Set<AutopilotIdentity>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    simulation.events.on('autopilot-synced', () => {
      if (simulation.world.registration.identityAppears !== 'delay') {
        for (const unlisted of [...this.#unlisted.values()]) this.#list(unlisted);
      }
      for (const identity of [...this.#leaving]) this.#forget(identity);
    });
  }

  isRegistered(machine: Machine): boolean {
    const { autopilotIdentities } = this.#simulation;
    const isUnlisted = this.#unlisted.has(machine.id);
    return isUnlisted || autopilotIdentities.findByMachine(machine.id) !== undefined;
  }

  /** Answers the ZTDID at once; the identity and its Entra object follow in vendor time. */
  register(machine: Machine, properties: RegistrationProperties): string {
    const { clock, ids, world } = this.#simulation;
    const unlisted = { id: ids.next('ztdid'), machine, properties };
    this.#unlisted.set(machine.id, unlisted);
    if (world.registration.identityAppears !== 'sync') {
      clock.after(vendorMinutes(world, 'identityMinutes', unlisted.id), () => {
        this.#list(unlisted);
      });
    }
    return unlisted.id;
  }

  #list(unlisted: UnlistedIdentity): void {
    const { clock, world } = this.#simulation;
    const { id, machine, properties } = unlisted;
    if (this.#unlisted.get(machine.id) !== unlisted) return;
    this.#unlisted.delete(machine.id);
    const identity = this.addIdentity(id, machine, properties);
    clock.after(vendorMinutes(world, 'anchorMinutes', id), () => {
      if (!identity.isDeleted) this.anchor(identity, machine);
    });
  }

  addIdentity(id: string, machine: Machine, properties: RegistrationProperties): AutopilotIdentity {
    const { autopilotIdentities, events, managedDevices } = this.#simulation;
    const managed = managedDevices.findByMachine(machine.id);
    const identity = autopilotIdentities.add({
      id,
      groupTag: properties.groupTag ?? '',
      serialNumber: machine.spec.serialNumber,
      manufacturer: machine.spec.manufacturer,
      model: machine.spec.model,
      enrollmentState: managed === undefined ? 'notContacted' : 'enrolled',
      lastContactedDateTime: undefined,
      addressableUserName: properties.addressableUserName ?? '',
      userPrincipalName: properties.userPrincipalName ?? '',
      displayName: '',
      azureActiveDirectoryDeviceId: NO_ID,
      managedDeviceId: managed?.id ?? NO_ID,
      deploymentProfileAssignmentStatus: 'notAssigned',
      deploymentProfileAssignedDateTime: undefined,
      deploymentProfileId: undefined,
      machineId: machine.id,
      wantedProfileId: undefined,
      isDeleted: false,
    });
    events.publish({ type: 'identity-added', identity });
    return identity;
  }

  /**
   * Pre-creates the Entra object, or marks the one that the machine already has. That a joined
   * device keeps its object is our default; it is not confirmed (docs/emulator-differences.md).
   */
  anchor(identity: AutopilotIdentity, machine: Machine): EntraDevice {
    const { devices, directory, ids, clock } = this.#simulation;
    const existing = devices.findByMachine(machine.id);
    const device =
      existing ??
      newEntraDevice({
        id: ids.next('entra-object'),
        deviceId: ids.next('entra-device'),
        displayName: machine.spec.serialNumber,
        createdDateTime: clock.nowIso(),
        machine,
      });
    setPhysicalId(device, 'ZTDID', identity.id);
    setPhysicalId(device, 'OrderID', identity.groupTag);
    identity.azureActiveDirectoryDeviceId = device.deviceId;
    if (existing === undefined) directory.addDevice(device);
    else directory.changed(device, ['physicalIds']);
    return device;
  }

  updateProperties(identity: AutopilotIdentity, properties: RegistrationProperties): void {
    const { clock, devices, directory, events, world } = this.#simulation;
    const before = JSON.stringify(identity);
    const given = Object.entries(properties).filter(([, value]) => value !== undefined);
    Object.assign(identity, Object.fromEntries(given));
    if (JSON.stringify(identity) !== before) {
      events.publish({ type: 'identity-changed', identity, actor: 'caller' });
    }
    // `[OrderID]` follows the group tag with delay.
    clock.after(world.timings.anchorMinutes, () => {
      const device = devices.findByDeviceId(identity.azureActiveDirectoryDeviceId);
      if (device === undefined) return;
      setPhysicalId(device, 'OrderID', identity.groupTag);
      directory.changed(device, ['physicalIds']);
    });
  }

  /** https://learn.microsoft.com/autopilot/registration-overview: Intune record first. */
  remove(identity: AutopilotIdentity): void {
    const { clock, events, managedDevices, world } = this.#simulation;
    const { machineId } = identity;
    const isEnrolled =
      machineId !== undefined && managedDevices.findByMachine(machineId) !== undefined;
    const isBuilding = machineId !== undefined && identity.azureActiveDirectoryDeviceId === NO_ID;
    const isRefused = isEnrolled || isBuilding;
    events.publish({ type: 'identity-delete-asked', identity, isEnrolled, isRefused });
    if (isRefused) {
      throw intuneBadRequest('The device is enrolled or still being registered.');
    }
    identity.isDeleted = true;
    this.#leaving.add(identity);
    clock.after(world.timings.deregistrationMinutes, () => {
      this.#forget(identity);
    });
  }

  #forget(identity: AutopilotIdentity): void {
    if (!this.#leaving.delete(identity)) return;
    this.#simulation.autopilotIdentities.delete(identity.id);
    this.#releaseAnchor(identity);
  }

  /** A merely pre-created object vanishes by itself; a joined one only loses its marks. */
  #releaseAnchor(identity: AutopilotIdentity): void {
    const { devices, directory } = this.#simulation;
    const device = devices.findByDeviceId(identity.azureActiveDirectoryDeviceId);
    // A device registered anew meanwhile keeps its object under the new ZTDID.
    if (device === undefined || physicalIdOf(device, 'ZTDID') !== identity.id) return;
    setPhysicalId(device, 'ZTDID', '');
    setPhysicalId(device, 'OrderID', '');
    directory.changed(device, ['physicalIds']);
    if (device.trustType === null) directory.removeDevice(device, 'world');
  }
}
