import { assignedGroupIds, isComanagement } from '../../graph/enrollment-configurations/table.ts';
import type { EnrollmentConfiguration } from '../../graph/enrollment-configurations/table.ts';
import { currentRequest } from '../../http/current-request.ts';
import type { CurrentRequest } from '../../http/current-request.ts';
import { comanagementPolicyOf } from '../../machines/policies.ts';
import type { Judging } from '../referee.ts';
import type { Simulation } from '../../simulation.ts';
import { isSuccess, isWrite, wireObjectOf } from '../wire-objects.ts';

/** Fields whose change after provisioning has undefined results. */
const frozenFields = ['managedDeviceAuthority', 'installConfigurationManagerAgent'];

/** The co-management policy: one per group, and frozen once a device came through it. */
export function judgePolicies(given: Judging): void {
  const { events } = given.simulation;
  const freeze = freezer(given);
  events.on('configuration-changed', ({ configuration, changes }) => {
    const frozen = changes.filter((field) => frozenFields.includes(field));
    freeze(configuration.id, frozen);
  });
  events.on('configuration-deleted', ({ configuration }) => {
    freeze(configuration.id, ['deleted']);
  });
  events.on('configuration-assigned', ({ configuration, before }) => {
    if (!isComanagement(configuration)) return;
    const groupIds = assignedGroupIds(configuration);
    const lost = before.filter((groupId) => !groupIds.includes(groupId));
    if (lost.length > 0) freeze(configuration.id, [`unassigned from ${lost.join(', ')}`]);
    judgeRivals(given, configuration);
    judgeSite(given, configuration);
  });
  judgeHold(given, freeze);
}

/**
 * By whatever request: machines that came through a policy and would not get it any more, because
 * it excludes them, or another one comes before it now.
 */
function judgeHold(given: Judging, freeze: Freeze): void {
  const { events } = given.simulation;
  const before = new WeakMap<CurrentRequest, Map<string, string>>();
  events.on('request-received', ({ request }) => {
    const isAbout = wireObjectOf(request)?.store === 'enrollmentConfigurations';
    if (isAbout && isWrite(request)) before.set(request, held(given.simulation));
  });
  events.on('request-answered', ({ request, status }) => {
    const known = before.get(request);
    if (known === undefined || !isSuccess(status)) return;
    const now = held(given.simulation);
    const lost = [...known].filter(([machineId]) => !now.has(machineId));
    for (const id of new Set(lost.map(([, policyId]) => policyId))) {
      freeze(id, ['out of reach of its devices'], request);
    }
  });
}

/** Machines that came through a policy which is still theirs, with that policy. */
function held(simulation: Simulation): Map<string, string> {
  return new Map(
    simulation.machines.all().flatMap((machine) => {
      const id = machine.provisionedBy;
      if (id === undefined || comanagementPolicyOf(simulation, machine)?.id !== id) return [];
      return [[machine.id, id] as const];
    }),
  );
}

type Freeze = (id: string, changes: string[], request?: CurrentRequest) => void;

/** Told once a policy and request, by its first reason. */
function freezer({ simulation, report }: Judging): Freeze {
  const told = new WeakMap<CurrentRequest, Set<string>>();
  return (id, changes, request = currentRequest()) => {
    if (changes.length === 0) return;
    const provisioned = simulation.machines
      .all()
      .filter((machine) => machine.provisionedBy === id)
      .map((machine) => machine.id);
    const before = request === undefined ? undefined : told.get(request);
    if (provisioned.length === 0 || before?.has(id) === true) return;
    if (request !== undefined) told.set(request, (before ?? new Set()).add(id));
    const object = { store: 'enrollmentConfigurations', id } as const;
    const evidence = { changes, provisioned };
    report('REF-AUTHORITY-CHANGED', { subject: id, evidence, object, request });
  };
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
