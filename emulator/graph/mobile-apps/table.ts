import { z } from 'zod';
import { Table } from '../../table.ts';
import { assignmentTargetSchema } from '../enrollment-configurations/table.ts';
import { intuneNotFound } from '../errors.ts';

export const appKinds = ['winGetApp', 'win32LobApp', 'windowsMobileMSI'] as const;

/** https://learn.microsoft.com/graph/api/resources/intune-apps-mobileappassignment */
export const appAssignmentSchema = z.object({
  intent: z.enum(['available', 'required', 'uninstall', 'availableWithoutEnrollment']),
  target: assignmentTargetSchema,
  settings: z.looseObject({ '@odata.type': z.string() }).nullish(),
});
export type NewAppAssignment = z.infer<typeof appAssignmentSchema>;
export type AppAssignment = NewAppAssignment & { id: string };

/** https://learn.microsoft.com/graph/api/resources/intune-apps-mobileapp */
export interface MobileApp {
  id: string;
  kind: (typeof appKinds)[number];
  createdDateTime: string;
  lastModifiedDateTime: string;
  publishingState: 'notPublished' | 'processing' | 'published';
  /** displayName, publisher and what the kind adds. */
  settings: Record<string, unknown>;
  assignments: AppAssignment[];
}

export class MobileAppTable extends Table<MobileApp> {
  constructor() {
    super((app) => app.id);
  }

  get(id: string): MobileApp {
    const app = this.find(id);
    if (app === undefined) throw intuneNotFound(id);
    return app;
  }
}

export function withAssignmentId(app: MobileApp, assignment: NewAppAssignment): AppAssignment {
  const target = assignment.target.groupId ?? assignment.target['@odata.type'].split('.').at(-1);
  return { ...assignment, id: `${target ?? ''}_${app.assignments.length}_0` };
}

export function renderApp(app: MobileApp, withAssignments: boolean): Record<string, unknown> {
  const { kind, settings, assignments, ...wire } = app;
  return {
    '@odata.type': `#microsoft.graph.${kind}`,
    ...wire,
    ...settings,
    isAssigned: assignments.length > 0,
    ...(withAssignments ? { assignments: assignments.map(renderAppAssignment) } : {}),
  };
}

export function renderAppAssignment(assignment: AppAssignment): Record<string, unknown> {
  return {
    '@odata.type': '#microsoft.graph.mobileAppAssignment',
    ...assignment,
    settings: assignment.settings ?? null,
    source: 'direct',
    sourceId: assignment.id.split('_')[0],
  };
}
