import { renderIdentity } from '../graph/autopilot-identities/table.ts';
import { renderEntraDevice } from '../graph/devices/table.ts';
import { renderConfiguration } from '../graph/enrollment-configurations/table.ts';
import { renderProfile } from '../graph/deployment-profiles/table.ts';
import { renderGroup } from '../graph/groups/table.ts';
import { renderImported } from '../graph/imported-identities/table.ts';
import { renderManagedDevice } from '../graph/managed-devices/render.ts';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';

/** One row of a store, with the machine that really stands behind it. */
export interface TruthRow {
  machineId: string | undefined;
  render: () => object;
}

/** The lists of the truth, by name; nothing is rendered before it is asked for. */
export const truthLists = {
  machines: (simulation: Simulation): TruthRow[] =>
    simulation.machines.all().map((machine) => ({
      machineId: machine.id,
      render: () => machineTruth(simulation, machine),
    })),
  entraDevices: ({ devices }: Simulation): TruthRow[] =>
    devices.all().map((row) => behind(row, () => renderEntraDevice(row))),
  managedDevices: ({ managedDevices }: Simulation): TruthRow[] =>
    managedDevices.all().map((row) => behind(row, () => renderManagedDevice(row))),
  autopilotIdentities: ({ autopilotIdentities }: Simulation): TruthRow[] =>
    autopilotIdentities.all().map((row) => behind(row, () => renderIdentity(row))),
  importedIdentities: ({ importedIdentities }: Simulation): TruthRow[] =>
    importedIdentities.all().map((row) => behind(row, () => renderImported(row))),
  systems: ({ site }: Simulation): TruthRow[] =>
    site.systems.all().map((row) => behind(row, () => ({ ...row, extensionData: undefined }))),
  groups: ({ groups }: Simulation): TruthRow[] =>
    groups
      .all()
      .map((group) => own(() => ({ ...renderGroup(group), members: [...group.members] }))),
  enrollmentConfigurations: ({ enrollmentConfigurations }: Simulation): TruthRow[] =>
    enrollmentConfigurations.all().map((row) => own(() => renderConfiguration(row, true))),
  deploymentProfiles: ({ deploymentProfiles }: Simulation): TruthRow[] =>
    deploymentProfiles.all().map((row) => own(() => renderProfile(row, true))),
  collections: ({ site }: Simulation): TruthRow[] =>
    site.collections
      .all()
      .map(({ members, ...row }) => own(() => ({ ...row, members: [...members.keys()] }))),
  applicationAssignments: ({ site }: Simulation): TruthRow[] =>
    site.assignments.all().map(({ body }) => own(() => body)),
} as const;

export type TruthListName = keyof typeof truthLists;
export const truthListNames = Object.keys(truthLists) as TruthListName[];

function behind(row: { machineId: string | undefined }, render: () => object): TruthRow {
  const { machineId } = row;
  return { machineId, render: () => ({ ...render(), machineId: machineId ?? null }) };
}

function own(render: () => object): TruthRow {
  return { machineId: undefined, render };
}

function machineTruth(simulation: Simulation, machine: Machine): object {
  const { spec } = machine;
  const { devices, managedDevices, autopilotIdentities, site } = simulation;
  return {
    machineId: machine.id,
    serialNumber: spec.serialNumber,
    name: spec.name ?? spec.serialNumber,
    userPrincipalName: machine.userPrincipalName ?? null,
    state: machine.state,
    join: machine.join,
    online: machine.isOnline,
    kind: spec.kind ?? null,
    bystander: spec.bystander,
    resolvable: spec.resolvable,
    expectedEnd: spec.expectedEnd ?? null,
    note: machine.note ?? null,
    lacksProfile: machine.lacksProfile,
    isJoinPoisoned: machine.isJoinPoisoned,
    esp: machine.esp ?? null,
    failures: machine.failures,
    wipeCount: machine.wipeCount,
    bitLockerSuspended: machine.isBitLockerSuspended,
    unbootable: machine.isUnbootable,
    history: machine.history,
    entraObjectId: devices.findByMachine(machine.id)?.id ?? null,
    managedDeviceId: managedDevices.findByMachine(machine.id)?.id ?? null,
    autopilotIdentityId: autopilotIdentities.findByMachine(machine.id)?.id ?? null,
    resourceId: site.systems.findByMachine(machine.id)?.resourceId ?? null,
  };
}
