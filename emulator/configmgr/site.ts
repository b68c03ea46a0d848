import type { EntraDevice } from '../graph/devices/table.ts';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';
import { ApplicationTable } from './applications/table.ts';
import { CollectionTable } from './collections/table.ts';
import type { Collection } from './collections/table.ts';
import type { Comanagement } from './comanagement/policies.ts';
import { AssignmentTable } from './deployments/table.ts';
import { SystemTable } from './systems/table.ts';
import type { SiteSystem } from './systems/table.ts';

const FIRST_COLLECTION_NUMBER = 0x14;

/** A Configuration Manager primary site. */
export class Site {
  readonly systems = new SystemTable();
  readonly collections = new CollectionTable();
  readonly applications = new ApplicationTable();
  readonly assignments = new AssignmentTable();
  comanagementVersion = 1;
  comanagementChangedAt: string;
  #comanagement: Comanagement;
  #collectionNumber = FIRST_COLLECTION_NUMBER;
  #queryId = 0;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#comanagement = simulation.world.site.comanagement;
    this.comanagementChangedAt = simulation.world.startAt;
  }

  get spec() {
    return this.#simulation.world.site;
  }

  get comanagement(): Comanagement {
    return this.#comanagement;
  }

  get azureServiceId(): string {
    return this.#simulation.ids.named('azure-service');
  }

  /** What an administrator does in the console's wizard or property sheet. */
  cloudAttach(change: Partial<Comanagement>): Comanagement {
    this.#comanagement = { ...this.#comanagement, ...change };
    this.comanagementVersion += 1;
    this.comanagementChangedAt = this.#simulation.clock.nowIso();
    this.#simulation.events.publish({ type: 'cloud-attached' });
    return this.#comanagement;
  }

  nextQueryId(): number {
    this.#queryId += 1;
    return this.#queryId;
  }

  addCollection(
    given: Pick<Collection, 'name' | 'comment' | 'limitToCollectionId' | 'refreshType'>,
  ): Collection {
    const number = this.#collectionNumber.toString(16).toUpperCase().padStart(5, '0');
    this.#collectionNumber += 1;
    const collection = this.collections.add({
      collectionId: `${this.spec.siteCode}${number}`,
      isBuiltIn: false,
      rules: [],
      members: new Map(),
      currentStatus: 5,
      lastRefreshAt: undefined,
      ...given,
    });
    this.#simulation.collectionEvaluation.schedule(collection);
    return collection;
  }

  distributionPointGroups(): { groupId: string; name: string; members: string[] }[] {
    return this.spec.distributionPointGroups.map(({ name, members }) => ({
      groupId: `{${this.#simulation.ids.named(`dp-group:${name}`).toUpperCase()}}`,
      name,
      members,
    }));
  }

  /** A client registers through the gateway; what the machine was before becomes obsolete. */
  registerClient(machine: Machine, device: EntraDevice): SiteSystem {
    const { clock, events, ids } = this.#simulation;
    for (const earlier of this.systems.ofMachine(machine.id)) {
      earlier.isObsolete = true;
      earlier.isActive = false;
    }
    const system = this.systems.add({
      resourceId: this.systems.nextResourceId(),
      name: device.displayName,
      domain: 'WORKGROUP',
      isClient: true,
      isActive: true,
      isObsolete: false,
      smsId: `GUID:${ids.next('sms-id').toUpperCase()}`,
      serialNumber: machine.spec.serialNumber,
      aadDeviceId: device.deviceId,
      machineId: machine.id,
      comanagement: undefined,
      lastActiveAt: clock.nowIso(),
    });
    events.publish({ type: 'system-changed', resourceId: system.resourceId });
    return system;
  }

  reportComanagement(machine: Machine): void {
    const system = this.systems.findByMachine(machine.id);
    if (system === undefined) return;
    system.comanagement = { mdmEnrolled: 1, policyPresent: 1 };
    system.lastActiveAt = this.#simulation.clock.nowIso();
    this.#simulation.events.publish({ type: 'system-changed', resourceId: system.resourceId });
  }
}
