import { pilotPolicySuffixes } from '../../configmgr/comanagement/pilot-policies.ts';
import type { EntraDevice } from '../../graph/devices/table.ts';
import type { Simulation } from '../../simulation.ts';
import type { Judging } from '../referee.ts';

type Workload = keyof typeof pilotPolicySuffixes;
const workloadNames = Object.keys(pilotPolicySuffixes) as Workload[];

/** What people do in the console, at the request of whoever leads the onboarding. */
export function judgeWorkloads({ simulation, report }: Judging): void {
  const { events, site, world } = simulation;
  events.on('cloud-attached', ({ before, after }) => {
    const pilots = after.pilotWorkloads as readonly Workload[];
    const moved = workloadNames.filter(
      (name) =>
        (hasMoved(after.workloadFlags, name) && !hasMoved(before.workloadFlags, name)) ||
        (pilots.includes(name) && !before.pilotWorkloads.includes(name)),
    );
    const bare = moved.filter((name) => !world.referee.intunePolicies.includes(name));
    if (bare.length > 0) {
      report('REF-WORKLOAD-WITHOUT-POLICY', { subject: site.spec.siteCode, evidence: { bare } });
    }
    if (before.autoEnrollment === 'None' && after.autoEnrollment !== 'None') {
      const duplicates = duplicatesOf(simulation);
      if (duplicates.length > 0) {
        const evidence = { duplicates };
        report('REF-SCOPE-BEFORE-CLEAN-UP', { subject: site.spec.siteCode, evidence });
      }
    }
  });
  judgeStaging({ simulation, report });
}

function hasMoved(flags: number, name: Workload): boolean {
  const bits = pilotPolicySuffixes[name].flags;
  return (flags & bits) === bits;
}

/** Leftovers that share the hardware of a machine's present object. */
function duplicatesOf({ devices, machines }: Simulation): string[] {
  return machines.all().flatMap((machine) => {
    const current = devices.findByMachine(machine.id);
    const shares = ({ physicalIds }: EntraDevice) =>
      physicalIds.some((id) => id.startsWith('[HWID]') && current?.physicalIds.includes(id));
    return devices
      .ofMachine(machine.id)
      .filter((device) => !device.isCurrent && device.accountEnabled && shares(device))
      .map(({ id }) => id);
  });
}

/** https://learn.microsoft.com/mem/configmgr/comanage/how-to-enable: one contains the others. */
function judgeStaging({ simulation, report }: Pick<Judging, 'simulation' | 'report'>): void {
  const { events, site } = simulation;
  events.on('cloud-attached', ({ after }) => {
    if (!after.enabled || after.autoEnrollment !== 'Pilot') return;
    const scope = site.collectionNamed(after.autoEnrollmentCollection);
    for (const name of after.pilotWorkloads) {
      const stagingName = after.stagingCollections[name];
      const staging = stagingName === undefined ? undefined : site.collectionNamed(stagingName);
      const outside = [...(staging?.members.keys() ?? [])].filter(
        (resourceId) => scope?.members.has(resourceId) !== true,
      );
      if (staging === undefined || outside.length === 0) continue;
      const object = { store: 'collections', id: staging.collectionId } as const;
      const evidence = { workload: name, outside };
      report('REF-STAGING-OUTSIDE', { subject: staging.collectionId, evidence, object });
    }
  });
}
