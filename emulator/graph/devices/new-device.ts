import type { Machine } from '../../machines/machine.ts';
import type { EntraDevice } from './table.ts';

export interface NewEntraDevice {
  id: string;
  deviceId: string;
  displayName: string;
  createdDateTime: string;
  machine: Machine | undefined;
}

/** A device object as the registration service pre-creates it: no trust type, never signed in. */
export function newEntraDevice(input: NewEntraDevice): EntraDevice {
  return {
    id: input.id,
    deviceId: input.deviceId,
    displayName: input.displayName,
    accountEnabled: true,
    trustType: null,
    profileType: 'RegisteredDevice',
    operatingSystem: 'Windows',
    operatingSystemVersion: null,
    isManaged: null,
    isCompliant: null,
    managementType: null,
    enrollmentType: null,
    mdmAppId: null,
    deviceOwnership: 'Company',
    enrollmentProfileName: null,
    approximateLastSignInDateTime: null,
    registrationDateTime: null,
    createdDateTime: input.createdDateTime,
    onPremisesSyncEnabled: null,
    manufacturer: input.machine?.spec.manufacturer ?? null,
    model: input.machine?.spec.model ?? null,
    physicalIds: [],
    systemLabels: [],
    machineId: input.machine?.id,
    isCurrent: input.machine !== undefined,
  };
}

/** `[HWID]` as the directory derives it: the same hardware always gives the same value. */
export function hardwarePhysicalId(machine: Machine): string {
  return `[HWID]:h:${BigInt(`0x${machine.hardwareId}`).toString()}`;
}
