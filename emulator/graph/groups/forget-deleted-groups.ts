import type { Simulation } from '../../simulation.ts';

/** Whatever was assigned to a group that is deleted is assigned to it no more. */
export function forgetDeletedGroups(simulation: Simulation): void {
  const { deploymentProfiles, enrollmentConfigurations, events, mobileApps, mobilityPolicies } =
    simulation;
  events.on('group-deleted', ({ group }) => {
    for (const configuration of enrollmentConfigurations.all()) {
      configuration.targets = configuration.targets.filter(({ groupId }) => groupId !== group.id);
    }
    for (const app of mobileApps.all()) {
      app.assignments = app.assignments.filter(({ target }) => target.groupId !== group.id);
    }
    const { intune } = mobilityPolicies;
    intune.includedGroupIds = intune.includedGroupIds.filter((id) => id !== group.id);
    for (const profile of deploymentProfiles.all()) {
      const rest = profile.assignments.filter(({ groupId }) => groupId !== group.id);
      if (rest.length === profile.assignments.length) continue;
      profile.assignments = rest;
      events.publish({ type: 'profile-assignments-changed', profileId: profile.id });
    }
  });
}
