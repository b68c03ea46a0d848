import type { RunSpec } from '../run-spec.ts';
import type { Cloud, RunPath } from './requirement.ts';

/** Of the run itself. Optional members are absent when readiness runs without a run. */
export interface RunFacts {
  readonly path: RunPath;
  readonly managedDesktop: boolean;
  readonly cloud: Cloud;
  /** Entra tenant id. */
  readonly tenantId: string;
  /** What the tenant's administrator says of the one-way switch; no call tells it. */
  readonly admitsUnlicensedAdmins?: boolean;
  readonly spec?: RunSpec;
  /** The client command line as it was attested. */
  readonly commandLine?: string;
  /** Rows of the list that intake accepted. */
  readonly list?: ListFacts;
  /** Machines the run would act on, joined with what the stores say; what intake or the plan refused is not among them. */
  readonly machines?: readonly MachineFacts[];
}

export interface ListFacts {
  readonly rows: number;
  readonly rowsWithUser: number;
  /** Distinct group tags of the rows. */
  readonly groupTags: readonly string[];
}

/** Absent members: no store says so. */
export interface MachineFacts {
  /** In use before: to be wiped. */
  readonly isReused: boolean;
  readonly groupTag?: string;
  /** Of the machine's own Entra object: `AzureAd`, `ServerAd`, `Workplace`. */
  readonly trustType?: string;
  /** Another Entra object of the same machine is `Workplace`. */
  readonly hasWorkplaceTwin: boolean;
  readonly isRegisteredInAutopilot: boolean;
  readonly profileAssignmentStatus?: string;
  readonly profileAssignedDateTime?: string;
  readonly remediationState?: string;
  /** `company`, `personal`, `unknown`. */
  readonly ownerType?: string;
  readonly managementAgent?: string;
  readonly managementState?: string;
  /** Intune's `osVersion` or the site's build, e.g. `10.0.22631.4460`. */
  readonly osVersion?: string;
  readonly skuFamily?: string;
  readonly manufacturer?: string;
  readonly physicalMemoryInBytes?: number;
  readonly totalStorageSpaceInBytes?: number;
  /** The site knows it; undefined: nobody looked. */
  readonly hasSiteRecord?: boolean;
  /** The account of its primary user has gone from the directory; undefined: it has no user, or nobody looked. */
  readonly isUserGone?: boolean;
}
