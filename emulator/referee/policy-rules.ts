import { assignedGroupIds, isComanagement } from '../graph/enrollment-configurations/table.ts';
import type { Simulation } from '../simulation.ts';
import type { Report } from './referee.ts';

/** Fields whose change after provisioning has undefined results. */
const frozenFields = ['managedDeviceAuthority', 'installConfigurationManagerAgent'];

/** Rules about the co-management policy: one per group, and frozen once a device came through. */
export function judgePolicies(simulation: Simulation, report: Report): void {
  const { enrollmentConfigurations, events, machines } = simulation;
  const provisionedWith = (configurationId: string): string[] =>
    machines
      .all()
      .filter((machine) => machine.provisionedBy === configurationId)
      .map((machine) => machine.id);
  const judgeFreeze = (id: string, changes: string[]) => {
    const provisioned = provisionedWith(id);
    if (changes.length === 0 || provisioned.length === 0) return;
    report('authority-changed-after-provisioning', id, { changes, provisioned });
  };
  events.on('configuration-changed', ({ configuration, changes }) => {
    judgeFreeze(
      configuration.id,
      changes.filter((field) => frozenFields.includes(field)),
    );
  });
  events.on('configuration-deleted', ({ configuration }) => {
    judgeFreeze(configuration.id, ['deleted']);
  });
  events.on('configuration-assigned', ({ configuration, before }) => {
    if (!isComanagement(configuration)) return;
    const groupIds = assignedGroupIds(configuration);
    const lost = before.filter((groupId) => !groupIds.includes(groupId));
    judgeFreeze(configuration.id, lost.length === 0 ? [] : [`unassigned from ${lost.join(', ')}`]);
    for (const other of enrollmentConfigurations.all()) {
      if (other.id === configuration.id || !isComanagement(other)) continue;
      for (const groupId of assignedGroupIds(other).filter((id) => groupIds.includes(id))) {
        const policies = [other.id, configuration.id];
        report('two-policies-on-one-group', groupId, { policies });
      }
    }
  });
  events.on('machine-delivered', ({ machineId, hasProfile }) => {
    if (!hasProfile) report('delivered-before-profile', machineId, {});
  });
}
