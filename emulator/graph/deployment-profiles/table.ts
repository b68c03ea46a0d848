import { Table } from '../../table.ts';
import { intuneNotFound } from '../errors.ts';

/** https://learn.microsoft.com/graph/api/resources/intune-enrollment-azureadwindowsautopilotdeploymentprofile */
export interface DeploymentProfile {
  id: string;
  createdDateTime: string;
  lastModifiedDateTime: string;
  settings: Record<string, unknown>;
  assignments: { id: string; groupId: string }[];
}

export class DeploymentProfileTable extends Table<DeploymentProfile> {
  constructor() {
    super((profile) => profile.id);
  }

  get(id: string): DeploymentProfile {
    const profile = this.find(id);
    if (profile === undefined) throw intuneNotFound(id);
    return profile;
  }

  /** When several profiles reach a device, the oldest wins; insertion order is age here. */
  oldestAssignedTo(groupIds: string[]): DeploymentProfile | undefined {
    return this.all().find((profile) =>
      profile.assignments.some(({ groupId }) => groupIds.includes(groupId)),
    );
  }
}

export function renderProfile(
  profile: DeploymentProfile,
  withAssignments: boolean,
): Record<string, unknown> {
  const { assignments, settings, ...wire } = profile;
  return {
    ...wire,
    ...settings,
    ...(withAssignments ? { assignments: assignments.map(renderAssignment) } : {}),
  };
}

export function renderAssignment(assignment: { id: string; groupId: string }): object {
  return {
    id: assignment.id,
    source: 'direct',
    sourceId: assignment.id.split('_')[0],
    target: {
      '@odata.type': '#microsoft.graph.groupAssignmentTarget',
      groupId: assignment.groupId,
    },
  };
}
