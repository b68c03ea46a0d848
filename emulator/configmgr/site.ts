import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';
import type { Outcome, SiteSpec } from '../world/site.ts';
import { ApplicationTable } from './applications/table.ts';
import type { Application } from './applications/table.ts';
import { CallerView } from './callers/caller-view.ts';
import { ClientOperationTable } from './client-operations/table.ts';
import { CollectionTable } from './collections/table.ts';
import type { Collection } from './collections/table.ts';
import type { Comanagement } from './comanagement/policies.ts';
import type { DistributionPointGroup } from './content/distribution.ts';
import { AssignmentTable } from './deployments/table.ts';
import { FolderTree } from './folders/table.ts';
import { SystemTable } from './systems/table.ts';
import type { ComanagementState, NewClient, SiteSystem } from './systems/table.ts';

const FIRST_COLLECTION_NUMBER = 0x14;
const FIRST_NEW_CI_ID = 16_900_001;

/** A Configuration Manager primary site. */
export class Site {
  readonly systems = new SystemTable();
  readonly collections = new CollectionTable();
  readonly applications = new ApplicationTable();
  readonly assignments = new AssignmentTable();
  readonly clientOperations = new ClientOperationTable();
  readonly folderTree = new FolderTree();
  /** How an installation ends on one device, by application and resource. */
  readonly scriptedOutcomes = new Map<string, Outcome>();
  isProviderUp = true;
  comanagementVersion = 1;
  comanagementChangedAt: string;
  userPortalChangedAt: string;
  #comanagement: Comanagement;
  #collectionNumber = FIRST_COLLECTION_NUMBER;
  #queryId = 0;
  #nextCiId = FIRST_NEW_CI_ID;
  /** What the site itself sees. */
  readonly wholeView: CallerView;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    const { startAt, site } = simulation.world;
    this.#simulation = simulation;
    this.#comanagement = site.comanagement;
    this.comanagementChangedAt = startAt;
    this.userPortalChangedAt = startAt;
    this.wholeView = new CallerView(
      {
        name: 'SYSTEM',
        rights: ['read', 'write'],
        classRights: {},
        hasWmiRights: true,
        isExempt: true,
      },
      this,
    );
  }

  /** Administrators change it while the world runs: build, gateway, principals, portal. */
  get spec(): SiteSpec {
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
    const before = this.#comanagement;
    this.#comanagement = { ...before, ...change };
    this.comanagementVersion += 1;
    this.comanagementChangedAt = this.#simulation.clock.nowIso();
    this.ensurePilotCollections();
    this.#simulation.events.publish({ type: 'cloud-attached', before, after: this.#comanagement });
    return this.#comanagement;
  }

  /** The wizard takes collections that exist; whoever writes a world may leave that to us. */
  ensurePilotCollections(): void {
    const {
      autoEnrollment,
      autoEnrollmentCollection,
      enabled,
      pilotWorkloads,
      stagingCollections,
    } = this.#comanagement;
    if (!enabled) return;
    const needed = [
      ...(autoEnrollment === 'Pilot' ? [autoEnrollmentCollection] : []),
      ...pilotWorkloads.map((suffix) => stagingCollections[suffix] ?? autoEnrollmentCollection),
    ];
    for (const name of needed) {
      if (this.collectionNamed(name) === undefined) this.addCollection({ name });
    }
  }

  nextQueryId(): number {
    this.#queryId += 1;
    return this.#queryId;
  }

  addCollection(
    given: { name: string } & Partial<
      Pick<
        Collection,
        'comment' | 'collectionType' | 'limitToCollectionId' | 'refreshType' | 'rules'
      >
    >,
  ): Collection {
    const number = this.#collectionNumber.toString(16).toUpperCase().padStart(5, '0');
    this.#collectionNumber += 1;
    const collection = this.collections.add({
      collectionId: `${this.spec.siteCode}${number}`,
      comment: '',
      collectionType: 2,
      limitToCollectionId: 'SMS00001',
      refreshType: 1,
      isBuiltIn: false,
      rules: [],
      members: new Map(),
      currentStatus: 5,
      lastChangeAt: this.#simulation.clock.nowIso(),
      lastRefreshAt: undefined,
      lastMemberChangeAt: undefined,
      fullEvaluation: undefined,
      incrementalEvaluation: undefined,
      ...given,
    });
    this.#simulation.collectionEvaluation.schedule(collection);
    return collection;
  }

  collectionNamed(nameOrId: string): Collection | undefined {
    const wanted = nameOrId.toLowerCase();
    return (
      this.collections.find(nameOrId) ??
      this.collections.all().find(({ name }) => name.toLowerCase() === wanted)
    );
  }

  folderPathOf(collectionId: string): string {
    return this.folderTree.pathOf(collectionId);
  }

  distributionPointGroups(): DistributionPointGroup[] {
    return this.spec.distributionPointGroups.map((group) => ({
      groupId: `{${this.#simulation.ids.named(`dp-group:${group.name}`).toUpperCase()}}`,
      ...group,
    }));
  }

  /** A gateway that is no cloud distribution point takes no content. */
  servesContent(point: string): boolean {
    const { cmg } = this.spec;
    return point !== cmg?.serviceCName || cmg.hasContent;
  }

  /** A change to an application: a new revision with a new CI_ID. */
  reviseApplication(application: Application): number {
    const ciId = this.#nextCiId;
    this.#nextCiId += 1;
    application.revisions.push({ ciId, version: application.revisions.length + 1 });
    return ciId;
  }

  outcomeOf(application: Application, system: SiteSystem): Outcome {
    const scripted = this.scriptedOutcomes.get(`${application.modelName}@${system.resourceId}`);
    return scripted ?? application.spec.outcome;
  }

  managementPointOf(system: SiteSystem): string {
    const isOnInternet = system.aadDeviceId !== null && !system.isHybrid;
    return isOnInternet ? (this.spec.cmg?.serviceCName ?? '') : this.spec.serverName;
  }

  isOnline(resourceId: number): boolean {
    const system = this.systems.find(String(resourceId));
    if (system === undefined || !system.isClient || !system.isActive) return false;
    if (system.machineId === undefined) return true;
    return this.#simulation.machines.find(system.machineId)?.isOnline === true;
  }

  /** The client has spoken to the site. */
  noteContact(resourceId: number): void {
    const system = this.systems.find(String(resourceId));
    if (system !== undefined) system.lastActiveAt = this.#simulation.clock.nowIso();
  }

  /** A client registers; what the machine was before becomes obsolete. */
  registerClient(machine: Machine, client: NewClient): SiteSystem {
    const { clock, events, ids } = this.#simulation;
    for (const earlier of this.systems.ofMachine(machine.id)) {
      earlier.isObsolete = true;
      earlier.isActive = false;
      events.publish({ type: 'system-changed', resourceId: earlier.resourceId });
    }
    const system = this.systems.add({
      resourceId: this.systems.nextResourceId(),
      name: client.name,
      domain: client.domain,
      isHybrid: client.isHybrid,
      isClient: true,
      isActive: true,
      isObsolete: false,
      isBlocked: false,
      smsId: `GUID:${ids.next('sms-id').toUpperCase()}`,
      serialNumber: machine.spec.serialNumber,
      aadDeviceId: client.aadDeviceId,
      machineId: machine.id,
      comanagement: undefined,
      registeredMs: clock.nowMs(),
      lastActiveAt: clock.nowIso(),
      extensionData: new Map(),
    });
    events.publish({ type: 'system-changed', resourceId: system.resourceId });
    return system;
  }

  removeSystem({ machineId, resourceId }: SiteSystem): void {
    this.#simulation.events.publish({ type: 'system-deleted', machineId, resourceId });
    this.systems.delete(String(resourceId));
  }

  /** What a client tells about its enrolment; what it does not name stays as it was. */
  reportComanagement(machine: Machine, change: Partial<ComanagementState> = {}): void {
    const system = this.systems.findByMachine(machine.id);
    if (system === undefined) return;
    this.setComanagement(system, { mdmEnrolled: 1, policyPresent: 1, ...change });
  }

  setComanagement(system: SiteSystem, change: Partial<ComanagementState>): void {
    system.comanagement = {
      mdmEnrolled: 0,
      policyPresent: 0,
      enrollmentScheduled: 0,
      pendingLogon: 0,
      enrollmentFailed: 0,
      enrollmentStatusCode: 0,
      hybridAadJoined: Number(system.isHybrid),
      aadJoined: Number(!system.isHybrid),
      authority: 'Intune',
      workloadFlags: undefined,
      ...system.comanagement,
      ...change,
    };
    system.lastActiveAt = this.#simulation.clock.nowIso();
    this.#simulation.events.publish({ type: 'system-changed', resourceId: system.resourceId });
  }
}
