import type { Simulation } from '../../emulator/simulation.ts';
import type { ItemTarget, PlanItem, Track } from '../../domain/plan-item.ts';

/** What a careful engineer would propose, told from what the world knows of itself and no store shows. */
export interface RightProposal {
  readonly kind: string;
  readonly track: Track;
  readonly target: Omit<ItemTarget, 'serialNumber' | 'previousGroupTag' | 'previousAssignedUser'>;
  /** Object ids, in order. */
  readonly duplicates: readonly string[];
}

type Machine = ReturnType<Simulation['machines']['all']>[number];
type EntraRow = ReturnType<Simulation['devices']['all']>[number];

const day = 86_400_000;

export function rightProposal(simulation: Simulation, machineId: string): RightProposal {
  const machine = simulation.machines.find(machineId);
  if (machine === undefined) throw new Error(`no machine ${machineId}`);
  const kind = machine.spec.kind ?? '';
  const track = rightTrack(simulation, machine);
  if (track === 'refused') return { kind, track, target: {}, duplicates: [] };
  const target = rightTarget(simulation, machine);
  const own = simulation.devices.find(target.entraObjectId ?? '');
  const isWork = track !== 'already-co-managed';
  const duplicates = isWork && own !== undefined ? leftoversOf(simulation, machine, own) : [];
  return { kind, track, target, duplicates };
}

function rightTrack(simulation: Simulation, machine: Machine): Track {
  const { spec, state } = machine;
  if (!spec.resolvable) return 'refused';
  switch (state) {
    case 'co-managed':
      return 'already-co-managed';
    case 'client-only':
      return 'manual-reset';
    case 'enrolled':
      return isPersonal(simulation, machine) || isInUse(simulation, machine) ? 'refused' : 'reset';
    default:
      return spec.registered === undefined ? 'register' : 'adopt';
  }
}

function isPersonal({ managedDevices }: Simulation, machine: Machine): boolean {
  return managedDevices.findByMachine(machine.id)?.managedDeviceOwnerType === 'personal';
}

function isInUse({ users }: Simulation, { spec }: Machine): boolean {
  const owner = users.all().find((user) => user.userPrincipalName === spec.userPrincipalName);
  return spec.lastSyncDaysAgo < 21 && owner?.accountEnabled === true;
}

function rightTarget(simulation: Simulation, machine: Machine): RightProposal['target'] {
  const { autopilotIdentities, devices, managedDevices, site } = simulation;
  const managed = managedDevices.findByMachine(machine.id);
  const identity = autopilotIdentities.all().find((row) => row.machineId === machine.id);
  const client = site.systems.findByMachine(machine.id);
  // What only a site knows is joined to an Entra object by what its client tells.
  const isTold = managed !== undefined || identity !== undefined || client?.aadDeviceId != null;
  const own = isTold ? devices.findByMachine(machine.id) : undefined;
  return {
    ...(own && { entraObjectId: own.id, entraDeviceId: own.deviceId }),
    ...(managed && {
      managedDeviceId: managed.id,
      enrolledDateTime: managed.enrolledDateTime,
    }),
    ...(identity && { autopilotIdentityId: identity.id }),
  };
}

/** Objects of the machine's earlier lives that may go, by the rules for stale devices. */
function leftoversOf(simulation: Simulation, machine: Machine, own: EntraRow): readonly string[] {
  const { devices, managedDevices } = simulation;
  const isShown = (row: EntraRow) => row.physicalIds.some((id) => own.physicalIds.includes(id));
  const isManaged = (row: EntraRow) =>
    row.isManaged === true ||
    managedDevices.all().some((record) => record.azureADDeviceId === row.deviceId);
  return devices
    .ofMachine(machine.id)
    .filter((row) => !row.isCurrent && isShown(row) && !isManaged(row))
    .filter((row) => row.onPremisesSyncEnabled !== true && row.trustType !== 'ServerAd')
    .filter((row) => mayGo(row, own, simulation.clock.nowMs()))
    .map((row) => row.id)
    .sort();
}

function mayGo(row: EntraRow, own: EntraRow, nowMs: number): boolean {
  const idleDays = ({ approximateLastSignInDateTime: at }: EntraRow): number =>
    at === null ? 0 : (nowMs - Date.parse(at)) / day;
  const isOwnInUse = own.approximateLastSignInDateTime !== null && idleDays(own) < 21;
  const isTwin = row.trustType === 'Workplace' && own.trustType !== 'Workplace' && isOwnInUse;
  return idleDays(row) >= (isTwin ? 21 : 90);
}

/** The proposal of the plan in the same words. */
export function proposalOf(item: PlanItem, kind: string): RightProposal {
  const { entraObjectId, entraDeviceId, managedDeviceId, enrolledDateTime, autopilotIdentityId } =
    item.target;
  return {
    kind,
    track: item.track,
    target: {
      ...(entraObjectId === undefined ? {} : { entraObjectId }),
      ...(entraDeviceId === undefined ? {} : { entraDeviceId }),
      ...(managedDeviceId === undefined ? {} : { managedDeviceId }),
      ...(enrolledDateTime === undefined ? {} : { enrolledDateTime }),
      ...(autopilotIdentityId === undefined ? {} : { autopilotIdentityId }),
    },
    duplicates: item.duplicates.map((duplicate) => duplicate.entraObjectId).sort(),
  };
}

/** Ids of all records of machines that nobody asked about. */
export function bystanderIds(simulation: Simulation): ReadonlySet<string> {
  const isBystander = (machineId: string | undefined): boolean =>
    machineId === undefined || simulation.machines.find(machineId)?.spec.bystander === true;
  const { autopilotIdentities, devices, managedDevices } = simulation;
  return new Set([
    ...devices.all().flatMap((row) => (isBystander(row.machineId) ? [row.id, row.deviceId] : [])),
    ...managedDevices.all().flatMap((row) => (isBystander(row.machineId) ? [row.id] : [])),
    ...autopilotIdentities.all().flatMap((row) => (isBystander(row.machineId) ? [row.id] : [])),
  ]);
}
