import { assignedGroupIds, isComanagement } from '../../graph/enrollment-configurations/table.ts';
import type { EnrollmentConfiguration } from '../../graph/enrollment-configurations/table.ts';
import type { Judging } from '../referee.ts';
import type { Simulation } from '../../simulation.ts';
import { isSuccess, wireObjectOf } from '../wire-objects.ts';

/** Fields whose change after provisioning has undefined results. */
const frozenFields = ['managedDeviceAuthority', 'installConfigurationManagerAgent'];

/** The co-management policy: one per group, and frozen once a device came through it. */
export function judgePolicies(given: Judging): void {
  const { events, enrollmentConfigurations } = given.simulation;
  events.on('configuration-changed', ({ configuration, changes }) => {
    const frozen = changes.filter((field) => frozenFields.includes(field));
    judgeFreeze(given, configuration.id, frozen);
  });
  events.on('configuration-deleted', ({ configuration }) => {
    judgeFreeze(given, configuration.id, ['deleted']);
  });
  events.on('configuration-assigned', ({ configuration, before }) => {
    if (!isComanagement(configuration)) return;
    const groupIds = assignedGroupIds(configuration);
    const lost = before.filter((groupId) => !groupIds.includes(groupId));
    if (lost.length > 0) {
      judgeFreeze(given, configuration.id, [`unassigned from ${lost.join(', ')}`]);
    }
    judgeRivals(given, configuration);
    judgeSite(given, configuration);
  });
  events.on('request-answered', ({ request, status }) => {
    const target = wireObjectOf(request);
    const isOrder = target?.store === 'enrollmentConfigurations' && target.rest === '/setPriority';
    if (!isOrder || !isSuccess(status)) return;
    for (const each of enrollmentConfigurations.all()) {
      if (isComanagement(each) && isOvertaken(given.simulation, each)) {
        judgeFreeze(given, each.id, ['overtaken by another policy'], request);
      }
    }
  });
}

function judgeFreeze(
  { simulation, report }: Judging,
  id: string,
  changes: string[],
  request?: Parameters<Judging['report']>[1]['request'],
): void {
  if (changes.length === 0) return;
  const provisioned = simulation.machines
    .all()
    .filter((machine) => machine.provisionedBy === id)
    .map((machine) => machine.id);
  if (provisioned.length === 0) return;
  const object = { store: 'enrollmentConfigurations', id } as const;
  const evidence = { changes, provisioned };
  report('REF-AUTHORITY-CHANGED', { subject: id, evidence, object, request });
}

/** Another policy of the same group comes first now: the devices of this one change hands. */
function isOvertaken(
  { enrollmentConfigurations }: Simulation,
  policy: EnrollmentConfiguration,
): boolean {
  const groupIds = assignedGroupIds(policy);
  return enrollmentConfigurations
    .all()
    .some(
      (other) =>
        isComanagement(other) &&
        other.priority < policy.priority &&
        assignedGroupIds(other).some((id) => groupIds.includes(id)),
    );
}

function judgeRivals({ simulation, report }: Judging, policy: EnrollmentConfiguration): void {
  const groupIds = assignedGroupIds(policy);
  for (const other of simulation.enrollmentConfigurations.all()) {
    if (other.id === policy.id || !isComanagement(other)) continue;
    for (const groupId of assignedGroupIds(other).filter((id) => groupIds.includes(id))) {
      const evidence = { policies: [other.id, policy.id] };
      const object = { store: 'groups', id: groupId } as const;
      report('REF-TWO-POLICIES', { subject: groupId, evidence, object });
    }
  }
}

function judgeSite({ simulation, report }: Judging, policy: EnrollmentConfiguration): void {
  const installs = policy.settings['installConfigurationManagerAgent'] === true;
  if (!installs || simulation.site.comanagement.enabled) return;
  const object = { store: 'enrollmentConfigurations', id: policy.id } as const;
  report('REF-POLICY-BEFORE-ATTACH', { subject: policy.id, object });
}
