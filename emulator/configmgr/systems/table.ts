import { Table } from '../../table.ts';

/** A discovered resource; `ResourceID`s start at 16777216. */
export interface SiteSystem {
  resourceId: number;
  name: string;
  domain: string;
  isClient: boolean;
  isActive: boolean;
  isObsolete: boolean;
  smsId: string;
  serialNumber: string | null;
  aadDeviceId: string | null;
  machineId: string | undefined;
  comanagement: { mdmEnrolled: number; policyPresent: number } | undefined;
  lastActiveAt: string;
}

const FIRST_RESOURCE_ID = 16_777_217;

export class SystemTable extends Table<SiteSystem> {
  readonly #byMachine = this.indexBy((system) => system.machineId);
  #next = FIRST_RESOURCE_ID;

  constructor() {
    super((system) => String(system.resourceId));
  }

  nextResourceId(): number {
    this.#next += 1;
    return this.#next - 1;
  }

  ofMachine(machineId: string): SiteSystem[] {
    return this.#byMachine.of(machineId);
  }

  findByMachine(machineId: string): SiteSystem | undefined {
    return this.#byMachine.of(machineId).find((system) => !system.isObsolete);
  }
}
