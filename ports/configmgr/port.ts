import type { SiteDevice } from '../../domain/inventory.ts';

/**
 * Configuration Manager in its own words, over the AdminService. Throws only `ConfigMgrError` (`errors.ts`), never retries.
 * Single reads come as arrays of one and 404 means four different things: both end here.
 */
export interface SiteFacts {
  readonly siteCode: string;
  /** e.g. 9135 for release 2503. */
  readonly buildNumber: number;
  /** The name clients use for the cloud management gateway; absent: there is none. */
  readonly cmg?: { readonly hostName: string; readonly ready: boolean };
  /** Entra tenant ids the site is onboarded to. */
  readonly tenantIds: readonly string[];
}

export interface CloudAttachFacts {
  /** Whether `CoMgmtSettingsProd` is assigned. */
  readonly comanagementEnabled: boolean;
  readonly automaticEnrolment: 'none' | 'pilot' | 'all';
  /** Workloads that stand at Pilot Intune, by policy name. */
  readonly pilotWorkloads: readonly string[];
  readonly workloadFlags: number;
}

export interface Collection {
  readonly collectionId: string;
  readonly name: string;
  readonly comment: string;
  readonly memberCount: number;
  readonly isReady: boolean;
}

export interface Application {
  readonly ciId: number;
  readonly modelName: string;
  readonly displayName: string;
  readonly isDeployable: boolean;
  readonly contentReady: boolean;
}

export interface ApplicationDeployment {
  readonly assignmentId: number;
  readonly name: string;
  readonly description: string;
  readonly collectionId: string;
  readonly ciIds: readonly number[];
}

export interface ConfigMgrPort {
  readSiteFacts(): Promise<SiteFacts>;
  readCloudAttach(): Promise<CloudAttachFacts>;
  /** Clients and discovery records with their co-management state, joined by resource id. */
  listDevices(): Promise<readonly SiteDevice[]>;
  findCollections(name: string): Promise<readonly Collection[]>;
  findCollection(collectionId: string): Promise<Collection | undefined>;
  /** Not repeatable: look by name first. `comment` carries the tag that says it is ours. */
  createDeviceCollection(wish: {
    name: string;
    limitToCollectionId: string;
    comment: string;
  }): Promise<string>;
  /** Adds a query rule unless one of that name is there; repeatable. */
  addQueryRule(collectionId: string, rule: { name: string; query: string }): Promise<void>;
  listQueryRules(
    collectionId: string,
  ): Promise<readonly { readonly name: string; readonly query: string }[]>;
  requestRefresh(collectionId: string): Promise<void>;
  /** Absent is success. */
  deleteCollection(collectionId: string): Promise<void>;
  findApplications(displayName: string): Promise<readonly Application[]>;
  findDeployments(collectionId: string): Promise<readonly ApplicationDeployment[]>;
  /** A required install, due at once. Not repeatable: look by collection and application first. */
  createDeployment(wish: {
    name: string;
    description: string;
    collectionId: string;
    collectionName: string;
    ciId: number;
    startAt: string;
  }): Promise<number>;
  /** Absent is success. The software stays where it was installed. */
  deleteDeployment(assignmentId: number): Promise<void>;
}
