import { textHash } from './canonical-json.ts';
import { isGroupTag } from './group-tag.ts';
import type { RunSpec } from './run-spec.ts';

/** The bodies Gangway wants in the tenant, made from the run spec: one place that gate `policy` shows and the activities send. */
export interface TenantObjectBodies {
  readonly group: {
    readonly uniqueName: string;
    readonly displayName: string;
    readonly membershipRule: string;
  };
  readonly espProfile: {
    readonly displayName: string;
    readonly showInstallationProgress: true;
    readonly installProgressTimeoutInMinutes: number;
  };
  readonly autopilotProfile: {
    readonly displayName: string;
    readonly deviceNameTemplate?: string;
    readonly deviceUsageType: 'singleUser';
    readonly preprovisioningAllowed: false;
    readonly hardwareHashExtractionEnabled: false;
  };
  readonly comanagementPolicy: {
    readonly displayName: string;
    readonly description: string;
    readonly managedDeviceAuthority: 1;
    readonly installConfigurationManagerAgent: true;
    readonly configurationManagerAgentCommandLineArgument: string;
  };
}

export function tenantObjectBodies(spec: RunSpec, commandLine: string): TenantObjectBodies {
  const template = spec.autopilotProfile.deviceNameTemplate;
  return {
    group: {
      uniqueName: groupUniqueName(spec.groupTag),
      displayName: spec.deviceGroup.name,
      membershipRule: groupRule(spec.groupTag),
    },
    espProfile: {
      displayName: spec.espProfile.name,
      // Without progress the client's installation is not waited for (REQ: ESP shown).
      showInstallationProgress: true,
      installProgressTimeoutInMinutes: spec.espProfile.timeoutMinutes,
    },
    autopilotProfile: {
      displayName: spec.autopilotProfile.name,
      // User-driven only; and never convert PCs that nobody listed (REQ-176).
      deviceUsageType: 'singleUser',
      preprovisioningAllowed: false,
      hardwareHashExtractionEnabled: false,
      ...(template === undefined ? {} : { deviceNameTemplate: template }),
    },
    comanagementPolicy: {
      displayName: spec.comanagementPolicy.name,
      description: spec.comanagementPolicy.description,
      managedDeviceAuthority: 1,
      installConfigurationManagerAgent: true,
      configurationManagerAgentCommandLineArgument: commandLine,
    },
  };
}

/** Dynamic membership by group tag: `[OrderID]` of the Entra object follows the tag of the Autopilot identity. */
export function groupRule(groupTag: string): string {
  // The tag is pasted into a rule that decides who receives policies: anything but a plain tag is a defect.
  if (!isGroupTag(groupTag)) throw new RangeError('not a group tag');
  return `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${groupTag}"))`;
}

/** The immutable key that makes creating the group repeatable: a hash, so that no two tags share one. */
export function groupUniqueName(groupTag: string): string {
  return `gangway-${textHash(groupTag.toLowerCase()).slice(0, 16)}`;
}

/** The tag that says an object of the site is this run's. */
export function siteTag(run: string): string {
  return `gangway:${run}`;
}

/** Entra joined clients of this tenant: all that Autopilot into co-management makes. */
export function clientsQuery(tenantId: string): string {
  const columns = [
    'ResourceID',
    'ResourceType',
    'Name',
    'SMSUniqueIdentifier',
    'ResourceDomainORWorkgroup',
    'Client',
  ];
  return (
    `select ${columns.map((column) => `SMS_R_System.${column}`).join(', ')} from SMS_R_System ` +
    `where SMS_R_System.Client = 1 and SMS_R_System.Obsolete = 0 and SMS_R_System.AADTenantID = "${tenantId}"`
  );
}

export const clientsRuleName = 'Entra joined clients (Gangway)';

/** The console's own convention, and so the natural key to find a deployment by. */
export function deploymentName(application: string, collection: string): string {
  return `${application}_${collection}_Install`;
}
