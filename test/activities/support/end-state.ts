import { truthOf } from '../../../emulator/admin/truth.ts';
import type { LedgerPort } from '../../../ports/ledger/port.ts';
import type { Laboratory } from './laboratory.ts';

/** What the emulator says of a thing, as far as an end state needs it. */
interface Truth {
  machines: { machineId: string; state: string; wipeCount: number; lacksProfile: boolean }[];
  entraDevices: {
    machineId: string | null;
    displayName: string;
    accountEnabled: boolean;
    trustType: string | null;
    physicalIds: string[];
  }[];
  managedDevices: { machineId: string | null; serialNumber: string; managementAgent: string }[];
  autopilotIdentities: { serialNumber: string; groupTag: string; userPrincipalName?: string }[];
  groups: { displayName: string; membershipRule: string | null; members: string[] }[];
  enrollmentConfigurations: { displayName: string; assignments: unknown[] }[];
  deploymentProfiles: { displayName: string; assignments: unknown[] }[];
  collections: { name: string; members: unknown[] }[];
  applicationAssignments: Record<string, unknown>[];
}

/** The truth of tenant and site without ids and instants, which differ with each request more or less. */
export function worldEnd(lab: Laboratory) {
  const truth = truthOf(lab.emulator.simulation) as unknown as Truth;
  return {
    machines: sorted(
      truth.machines.map(({ machineId, state, wipeCount, lacksProfile }) => {
        return `${machineId}: ${state}, wiped ${wipeCount}, ${lacksProfile ? 'no' : 'a'} profile`;
      }),
    ),
    entraDevices: sorted(
      truth.entraDevices.map((device) => {
        const isAnchor = device.physicalIds.some((id) => id.startsWith('[ZTDID]'));
        const tag = device.physicalIds.find((id) => id.startsWith('[OrderID]')) ?? 'no tag';
        const enabled = device.accountEnabled ? 'enabled' : 'disabled';
        const trust = device.trustType ?? 'not joined';
        return `${device.machineId ?? device.displayName}: ${enabled}, ${trust}, ${isAnchor ? 'anchor' : 'loose'}, ${tag}`;
      }),
    ),
    managedDevices: sorted(
      truth.managedDevices.map((each) => `${each.serialNumber}: ${each.managementAgent}`),
    ),
    identities: sorted(
      truth.autopilotIdentities.map(
        (each) => `${each.serialNumber}: ${each.groupTag}, ${each.userPrincipalName ?? ''}`,
      ),
    ),
    groups: sorted(
      truth.groups.map(
        (group) => `${group.displayName}: ${group.membershipRule ?? ''}, ${group.members.length}`,
      ),
    ),
    configurations: named(truth.enrollmentConfigurations),
    profiles: named(truth.deploymentProfiles),
    collections: sorted(truth.collections.map(({ name, members }) => `${name}: ${members.length}`)),
    deployments: sorted(truth.applicationAssignments.map((body) => String(body['AssignmentName']))),
  };
}

/** How the ledger has each device and each object of the tenant. */
export async function ledgerEnd(ledger: LedgerPort, lab: Laboratory) {
  const rows = await ledger.listDevices(lab.key, {}, { limit: 1_000 });
  const objects = await ledger.listTenantObjects(lab.key);
  return {
    devices: Object.fromEntries(
      rows.map((row) => [
        row.deviceKey,
        `${row.state} (${row.track ?? 'no track'}${row.code === undefined ? '' : `, ${row.code}`})`,
      ]),
    ),
    objects: sorted(
      objects.map(({ object, name, change, undo }) => `${object} ${name}: ${change} ${undo ?? ''}`),
    ),
  };
}

export type LedgerEnd = Awaited<ReturnType<typeof ledgerEnd>>;
export type WorldEnd = ReturnType<typeof worldEnd>;

function named(
  things: readonly { displayName: string; assignments: readonly unknown[] }[],
): string[] {
  return sorted(things.map((each) => `${each.displayName}: ${each.assignments.length} groups`));
}

function sorted(lines: readonly string[]): string[] {
  return [...lines].sort();
}
