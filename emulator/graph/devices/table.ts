import { omit } from '../../omit.ts';
import { Table } from '../../table.ts';
import { directoryNotFound } from '../errors.ts';

/**
 * An Entra device object. The members up to `systemLabels` are the vendor's.
 * https://learn.microsoft.com/graph/api/resources/device
 */
export interface EntraDevice {
  id: string;
  deviceId: string;
  displayName: string;
  accountEnabled: boolean;
  trustType: 'Workplace' | 'AzureAd' | 'ServerAd' | null;
  profileType: string;
  operatingSystem: string | null;
  operatingSystemVersion: string | null;
  isManaged: boolean | null;
  isCompliant: boolean | null;
  managementType: string | null;
  enrollmentType: string | null;
  mdmAppId: string | null;
  deviceOwnership: string;
  enrollmentProfileName: string | null;
  approximateLastSignInDateTime: string | null;
  registrationDateTime: string | null;
  createdDateTime: string;
  onPremisesSyncEnabled: boolean | null;
  manufacturer: string | null;
  model: string | null;
  physicalIds: string[];
  systemLabels: string[];
  /** Ours: which machine it stands for, and whether it is that machine's present object. */
  machineId: string | undefined;
  isCurrent: boolean;
}

export class EntraDeviceTable extends Table<EntraDevice> {
  readonly #byDeviceId = this.indexByProperty('deviceId');
  readonly #byMachine = this.indexBy((device) => device.machineId);

  constructor() {
    super((device) => device.id);
  }

  get(id: string): EntraDevice {
    const device = this.find(id);
    if (device === undefined) throw directoryNotFound(id);
    return device;
  }

  findByDeviceId(deviceId: string): EntraDevice | undefined {
    return this.#byDeviceId.of(deviceId.toLowerCase())[0];
  }

  ofMachine(machineId: string): EntraDevice[] {
    return this.#byMachine.of(machineId);
  }

  findByMachine(machineId: string): EntraDevice | undefined {
    return this.#byMachine.of(machineId).find((device) => device.isCurrent);
  }
}

/**
 * The service has been seen to send `createdDateTime` too; the metadata knows of none, and a client
 * that trusts the metadata cannot read it.
 */
export function renderEntraDevice(device: EntraDevice): Record<string, unknown> {
  return omit(device, ['machineId', 'isCurrent', 'createdDateTime']);
}

/** `[ZTDID]:…` or `[OrderID]:…`; the casing of the tag varies in the field. */
export function physicalIdOf(device: EntraDevice, tag: 'ZTDID' | 'OrderID'): string | undefined {
  const prefix = `[${tag}]:`.toLowerCase();
  const found = device.physicalIds.find((text) => text.toLowerCase().startsWith(prefix));
  return found?.slice(prefix.length);
}

export function setPhysicalId(device: EntraDevice, tag: 'ZTDID' | 'OrderID', value: string): void {
  const prefix = `[${tag}]:`.toLowerCase();
  const others = device.physicalIds.filter((text) => !text.toLowerCase().startsWith(prefix));
  device.physicalIds = value === '' ? others : [...others, `[${tag}]:${value}`];
}
