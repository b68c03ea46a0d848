import { z } from 'zod';
import { Table } from '../../table.ts';
import { intuneNotFound } from '../errors.ts';
import { factsOf } from './kinds.ts';
import type { EnrollmentConfigurationKind } from './kinds.ts';

export type { EnrollmentConfigurationKind } from './kinds.ts';

export const assignmentTargetSchema = z
  .object({
    '@odata.type': z.enum([
      '#microsoft.graph.groupAssignmentTarget',
      '#microsoft.graph.exclusionGroupAssignmentTarget',
      '#microsoft.graph.allDevicesAssignmentTarget',
      '#microsoft.graph.allLicensedUsersAssignmentTarget',
    ]),
    /** Compared without case, as every GUID of Graph. */
    groupId: z.guid().toLowerCase().optional(),
  })
  .refine(
    (target) =>
      target.groupId !== undefined || !target['@odata.type'].endsWith('oupAssignmentTarget'),
    {
      path: ['groupId'],
      error: 'The target of a group names the group.',
    },
  );
export type AssignmentTarget = z.infer<typeof assignmentTargetSchema>;

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

/** Of the five that every tenant holds from the start; they cannot be deleted or moved. */
export function isDefault(configuration: EnrollmentConfiguration): boolean {
  return configuration.priority === 0;
}

export function isComanagement(configuration: EnrollmentConfiguration): boolean {
  return configuration.kind === 'deviceComanagementAuthorityConfiguration';
}

export function assignedGroupIds({ targets }: EnrollmentConfiguration): string[] {
  return groupIdsIn(targets, '#microsoft.graph.groupAssignmentTarget');
}

/** Exclusion wins: https://learn.microsoft.com/intune/intune-service/apps/apps-inc-exl-assignments */
export function excludedGroupIds({ targets }: EnrollmentConfiguration): string[] {
  return groupIdsIn(targets, '#microsoft.graph.exclusionGroupAssignmentTarget');
}

function groupIdsIn(targets: AssignmentTarget[], type: AssignmentTarget['@odata.type']): string[] {
  return targets.flatMap((target) =>
    target['@odata.type'] === type && target.groupId !== undefined ? [target.groupId] : [],
  );
}

export function renderConfiguration(
  configuration: EnrollmentConfiguration,
  withAssignments: boolean,
): Record<string, unknown> {
  const { kind } = configuration;
  const { type, defaultType = type } = factsOf(kind);
  return {
    '@odata.type': `#microsoft.graph.${kind}`,
    id: configuration.id,
    priority: configuration.priority,
    version: configuration.version,
    createdDateTime: configuration.createdDateTime,
    lastModifiedDateTime: configuration.lastModifiedDateTime,
    deviceEnrollmentConfigurationType: isDefault(configuration) ? defaultType : type,
    ...configuration.settings,
    ...(withAssignments ? { assignments: renderAssignments(configuration) } : {}),
  };
}

export function renderAssignments(configuration: EnrollmentConfiguration): object[] {
  return configuration.targets.map((target, index) => ({
    id: `${configuration.id}_${target.groupId ?? String(index)}`,
    source: 'direct',
    sourceId: null,
    target,
  }));
}
