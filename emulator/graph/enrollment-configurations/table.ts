import { z } from 'zod';
import { Table } from '../../table.ts';
import { intuneNotFound } from '../errors.ts';

export const assignmentTargetSchema = z.object({
  '@odata.type': z.enum([
    '#microsoft.graph.groupAssignmentTarget',
    '#microsoft.graph.exclusionGroupAssignmentTarget',
    '#microsoft.graph.allDevicesAssignmentTarget',
    '#microsoft.graph.allLicensedUsersAssignmentTarget',
  ]),
  groupId: z.string().optional(),
});
export type AssignmentTarget = z.infer<typeof assignmentTargetSchema>;

export const kinds = [
  'deviceComanagementAuthorityConfiguration',
  'windows10EnrollmentCompletionPageConfiguration',
  'deviceEnrollmentLimitConfiguration',
  'deviceEnrollmentPlatformRestrictionsConfiguration',
  'deviceEnrollmentWindowsHelloForBusinessConfiguration',
  'windowsRestoreDeviceEnrollmentConfiguration',
] as const;
export type EnrollmentConfigurationKind = (typeof kinds)[number];

/** https://learn.microsoft.com/graph/api/resources/intune-onboarding-deviceenrollmentconfiguration */
export interface EnrollmentConfiguration {
  id: string;
  kind: EnrollmentConfigurationKind;
  priority: number;
  version: number;
  createdDateTime: string;
  lastModifiedDateTime: string;
  /** displayName, description, roleScopeTagIds and what the kind adds. */
  settings: Record<string, unknown>;
  targets: AssignmentTarget[];
}

export class EnrollmentConfigurationTable extends Table<EnrollmentConfiguration> {
  constructor() {
    super((configuration) => configuration.id);
  }

  get(id: string): EnrollmentConfiguration {
    const configuration = this.find(id);
    if (configuration === undefined) throw intuneNotFound(id);
    return configuration;
  }

  ofKind(kind: EnrollmentConfigurationKind): EnrollmentConfiguration[] {
    return this.all().filter((configuration) => configuration.kind === kind);
  }

  /** Next free number of the kind; the defaults hold 0. */
  nextPriority(kind: EnrollmentConfigurationKind): number {
    return Math.max(0, ...this.ofKind(kind).map((configuration) => configuration.priority)) + 1;
  }
}

export function isComanagement(configuration: EnrollmentConfiguration): boolean {
  return configuration.kind === 'deviceComanagementAuthorityConfiguration';
}

export function assignedGroupIds(configuration: EnrollmentConfiguration): string[] {
  return configuration.targets.flatMap((target) =>
    target['@odata.type'] === '#microsoft.graph.groupAssignmentTarget' &&
    target.groupId !== undefined
      ? [target.groupId]
      : [],
  );
}

const betaOnlyKeys = ['roleScopeTagIds', 'deviceEnrollmentConfigurationType'];

export function renderConfiguration(
  configuration: EnrollmentConfiguration,
  options: { isBeta: boolean; withAssignments: boolean },
): Record<string, unknown> {
  const wire: Record<string, unknown> = {
    '@odata.type': `#microsoft.graph.${configuration.kind}`,
    id: configuration.id,
    priority: configuration.priority,
    version: configuration.version,
    createdDateTime: configuration.createdDateTime,
    lastModifiedDateTime: configuration.lastModifiedDateTime,
    deviceEnrollmentConfigurationType: configuration.kind,
    ...configuration.settings,
  };
  if (!options.isBeta) for (const key of betaOnlyKeys) Reflect.deleteProperty(wire, key);
  if (options.withAssignments) wire['assignments'] = renderAssignments(configuration);
  return wire;
}

export function renderAssignments(configuration: EnrollmentConfiguration): object[] {
  return configuration.targets.map((target, index) => ({
    id: `${configuration.id}_${target.groupId ?? String(index)}`,
    source: 'direct',
    sourceId: null,
    target,
  }));
}
