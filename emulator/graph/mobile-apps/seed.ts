import { daysBefore } from '../../clock.ts';
import type { Simulation } from '../../simulation.ts';
import { withAssignmentId } from './table.ts';
import type { MobileApp } from './table.ts';

export function seedMobileApps({ ids, mobileApps, world }: Simulation): void {
  for (const given of world.mobileApps) {
    const { '@odata.type': type, id, assignedGroupIds, intent, ...settings } = given;
    const app: MobileApp = {
      id: id ?? ids.named(`mobile-app:${given.displayName}:${mobileApps.size}`),
      kind: type.replace('#microsoft.graph.', '') as MobileApp['kind'],
      createdDateTime: daysBefore(world.startAt, 300),
      lastModifiedDateTime: daysBefore(world.startAt, 300),
      publishingState: 'published',
      settings: { roleScopeTagIds: ['0'], ...settings },
      assignments: [],
    };
    for (const groupId of assignedGroupIds) {
      const target = { '@odata.type': '#microsoft.graph.groupAssignmentTarget' as const, groupId };
      app.assignments.push(withAssignmentId(app, { intent, target }));
    }
    mobileApps.add(app);
  }
}
