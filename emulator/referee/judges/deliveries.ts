import type { Judging } from '../referee.ts';

/** What must be so before a box leaves the warehouse. */
export function judgeDeliveries({ simulation, report }: Judging): void {
  const { autopilotIdentities, events, users } = simulation;
  events.on('machine-delivered', ({ machineId, hasProfile }) => {
    const identity = autopilotIdentities.findByMachine(machineId);
    if (!hasProfile || identity?.deploymentProfileAssignedDateTime === undefined) {
      report('REF-DELIVERED-BEFORE-PROFILE', { subject: machineId, machineId });
    }
    const upn = identity?.userPrincipalName ?? '';
    if (upn === '') return;
    const user = users.findByIdOrUpn(upn);
    if (user?.accountEnabled === true && user.licensed) return;
    const evidence = { exists: user !== undefined, enabled: user?.accountEnabled ?? null };
    report('REF-DELIVERED-UNLICENSED', { subject: machineId, evidence, machineId });
  });
}
