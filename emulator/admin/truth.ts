import { renderIdentity } from '../graph/autopilot-identities/table.ts';
import { renderEntraDevice } from '../graph/devices/table.ts';
import { renderConfiguration } from '../graph/enrollment-configurations/table.ts';
import { renderProfile } from '../graph/deployment-profiles/table.ts';
import { renderGroup } from '../graph/groups/table.ts';
import { renderManagedDevice } from '../graph/managed-devices/table.ts';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';

/** Everything there is, for tests and for people who wonder. */
export function truthOf(simulation: Simulation): object {
  const { clock, machines, site } = simulation;
  return {
    now: clock.nowIso(),
    machines: machines.all().map((machine) => machineTruth(simulation, machine)),
    entraDevices: simulation.devices
      .all()
      .map((device) => ({ ...renderEntraDevice(device), machineId: device.machineId ?? null })),
    managedDevices: simulation.managedDevices
      .all()
      .map((d) => ({ ...renderManagedDevice(d, true), machineId: d.machineId ?? null })),
    autopilotIdentities: simulation.autopilotIdentities.all().map((i) => renderIdentity(i, true)),
    groups: simulation.groups
      .all()
      .map((group) => ({ ...renderGroup(group), members: [...group.members] })),
    enrollmentConfigurations: simulation.enrollmentConfigurations
      .all()
      .map((each) => renderConfiguration(each, { isBeta: true, withAssignments: true })),
    deploymentProfiles: simulation.deploymentProfiles.all().map((p) => renderProfile(p, true)),
    comanagement: site.comanagement,
    collections: site.collections.all().map(({ members, ...collection }) => ({
      ...collection,
      members: [...members.keys()],
    })),
    applicationAssignments: site.assignments.all().map(({ body }) => body),
    counters: {
      machinesByState: countBy(machines.all().map(({ state }) => state)),
      entraDevices: simulation.devices.size,
      managedDevices: simulation.managedDevices.size,
      autopilotIdentities: simulation.autopilotIdentities.size,
      systems: site.systems.size,
      wipes: machines.all().reduce((sum, { wipeCount }) => sum + wipeCount, 0),
    },
  };
}

function machineTruth(simulation: Simulation, machine: Machine): object {
  const { spec } = machine;
  return {
    machineId: machine.id,
    serialNumber: spec.serialNumber,
    name: spec.name ?? spec.serialNumber,
    state: machine.state,
    online: machine.isOnline,
    bystander: spec.bystander,
    resolvable: spec.resolvable,
    expectedEnd: spec.expectedEnd ?? null,
    note: machine.note ?? null,
    lacksProfile: machine.lacksProfile,
    wipeCount: machine.wipeCount,
    history: machine.history,
    entraObjectId: simulation.devices.findByMachine(machine.id)?.id ?? null,
    managedDeviceId: simulation.managedDevices.findByMachine(machine.id)?.id ?? null,
    autopilotIdentityId: simulation.autopilotIdentities.findByMachine(machine.id)?.id ?? null,
  };
}

function countBy(values: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
