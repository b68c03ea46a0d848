import { Table } from '../../table.ts';

/** A discovered resource; `ResourceID`s start at 16777216. */
export interface SiteSystem {
  resourceId: number;
  name: string;
  domain: string;
  isClient: boolean;
  isActive: boolean;
  isObsolete: boolean;
  isBlocked: boolean;
  isHybrid: boolean;
  smsId: string;
  serialNumber: string | null;
  aadDeviceId: string | null;
  machineId: string | undefined;
  comanagement: ComanagementState | undefined;
  registeredMs: number;
  lastActiveAt: string;
  /** Set over REST; WQL sees it as `SMS_G_System_ExtensionData`. */
  extensionData: Map<string, string>;
}

/** A client as it registers. */
export interface NewClient {
  name: string;
  /** `WORKGROUP` for an Entra-joined device. */
  domain: string;
  aadDeviceId: string | null;
  isHybrid: boolean;
}

/** What the client reports of itself, as `SMS_Client_ComanagementState` keeps it. */
export interface ComanagementState {
  mdmEnrolled: number;
  policyPresent: number;
  enrollmentScheduled: number;
  pendingLogon: number;
  enrollmentFailed: number;
  /** 0, or the error in unsigned decimal, such as 2149056536 for a user without a licence. */
  enrollmentStatusCode: number;
  hybridAadJoined: number;
  aadJoined: number;
  authority: string;
  /** `undefined`: the flags of the site's policies. */
  workloadFlags: number | undefined;
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

  /** Ids only grow, so that the table is in their order. */
  above(resourceId: number): Iterable<SiteSystem> {
    const all = this.all();
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle]?.resourceId ?? 0) > resourceId) high = middle;
      else low = middle + 1;
    }
    return iterateFrom(all, low);
  }

  ofMachine(machineId: string): readonly SiteSystem[] {
    return this.#byMachine.of(machineId);
  }

  findByMachine(machineId: string): SiteSystem | undefined {
    return this.#byMachine.of(machineId).find((system) => !system.isObsolete);
  }
}

function* iterateFrom(systems: readonly SiteSystem[], index: number): Iterable<SiteSystem> {
  for (let at = index; at < systems.length; at += 1) {
    const system = systems[at];
    if (system !== undefined) yield system;
  }
}
