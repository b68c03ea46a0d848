import { currentRequest } from '../../http/current-request.ts';
import { newEntraDevice } from '../../graph/devices/new-device.ts';
import { setPhysicalId } from '../../graph/devices/table.ts';
import type { EntraDevice } from '../../graph/devices/table.ts';
import { assignedGroupIds, isComanagement } from '../../graph/enrollment-configurations/table.ts';
import { parseMembershipRule } from '../../graph/groups/membership-rule.ts';
import { isDynamic } from '../../graph/groups/table.ts';
import type { Group } from '../../graph/groups/table.ts';
import type { Simulation } from '../../simulation.ts';
import type { Judging } from '../referee.ts';

/** What must be so before a device is registered. */
export function judgeImports(given: Judging): void {
  const { simulation, ownership, report } = given;
  simulation.events.on('import-accepted', ({ machineIds }) => {
    const request = currentRequest();
    if (request !== undefined) {
      for (const machineId of machineIds) ownership.noteRegistrant(machineId, request);
    }
    const unready = whyTenantIsNotReady(simulation);
    if (unready !== undefined) {
      report('REF-IMPORT-BEFORE-TENANT', { subject: 'import', evidence: { unready } });
    }
    const tags = groupTagsOf(request?.body).filter((tag) => !isServed(simulation, tag));
    if (tags.length > 0) {
      report('REF-IMPORT-BEFORE-OBJECTS', { subject: 'import', evidence: { groupTags: tags } });
    }
    for (const machineId of machineIds) judgeMachine(given, machineId);
  });
}

/** https://learn.microsoft.com/autopilot/requirements */
function whyTenantIsNotReady({ world, enrollmentConfigurations }: Simulation): string | undefined {
  const { mdmAuthority } = world.tenant;
  if (mdmAuthority !== 'intune') return `MDM authority: ${mdmAuthority}`;
  const restriction = enrollmentConfigurations
    .ofKind('deviceEnrollmentPlatformRestrictionsConfiguration')
    .find(({ priority }) => priority === 0)?.settings['windowsRestriction'];
  const isBlocked = (restriction as { platformBlocked?: boolean } | undefined)?.platformBlocked;
  return isBlocked === true ? 'enrolment of Windows is blocked' : undefined;
}

function groupTagsOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const { importedWindowsAutopilotDeviceIdentities: list } = body as Record<string, unknown>;
  const rows: unknown[] = Array.isArray(list) ? list : [body];
  const tags = rows.map((row) => {
    const tag = (row as { groupTag?: unknown } | null)?.groupTag;
    return typeof tag === 'string' ? tag : '';
  });
  return [...new Set(tags)];
}

/**
 * Whether one group that will take a device with this tag has all three.
 * https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment
 */
function isServed(simulation: Simulation, groupTag: string): boolean {
  const { groups } = simulation;
  const device = devicePreview(groupTag);
  return groups.all().some((group) => willTake(group, device) && hasAllThree(simulation, group.id));
}

function hasAllThree(simulation: Simulation, groupId: string): boolean {
  const { deploymentProfiles, enrollmentConfigurations } = simulation;
  const configurations = enrollmentConfigurations
    .all()
    .filter((each) => each.priority > 0 && assignedGroupIds(each).includes(groupId));
  const hasPage = configurations.some(
    ({ kind, settings }) =>
      kind === 'windows10EnrollmentCompletionPageConfiguration' &&
      settings['showInstallationProgress'] !== false,
  );
  return (
    hasPage &&
    configurations.some(isComanagement) &&
    deploymentProfiles.oldestAssignedTo([groupId]) !== undefined
  );
}

/** An assigned group may get the device later; a dynamic one must match what the import makes. */
function willTake(group: Group, device: EntraDevice): boolean {
  if (!isDynamic(group)) return true;
  return parseMembershipRule(group.membershipRule ?? '')?.(device) === true;
}

function devicePreview(groupTag: string): EntraDevice {
  const ids = { id: 'preview', deviceId: 'preview', displayName: 'preview' };
  const device = newEntraDevice({ ...ids, createdDateTime: '', machine: undefined });
  setPhysicalId(device, 'ZTDID', 'preview');
  setPhysicalId(device, 'OrderID', groupTag);
  return device;
}

function judgeMachine({ simulation, report }: Judging, machineId: string): void {
  const { devices, managedDevices } = simulation;
  const current = devices.findByMachine(machineId);
  const record = managedDevices.findByMachine(machineId);
  const trustType = current?.trustType ?? null;
  const ownerType = record?.managedDeviceOwnerType ?? null;
  if (trustType === 'Workplace' || ownerType === 'personal') {
    const evidence = { trustType, ownerType };
    report('REF-IMPORT-PERSONAL', { subject: machineId, evidence, machineId });
  }
  for (const leftover of devices.ofMachine(machineId)) {
    if (!isTellableLeftover(leftover, current)) continue;
    report('REF-IMPORT-OVER-LEFTOVER', {
      subject: leftover.id,
      evidence: { displayName: leftover.displayName, currentObjectId: current?.id },
      object: { store: 'entraDevices', id: leftover.id },
      machineId,
    });
  }
}

/** Only the shared `[HWID]` tells whose it is: names are used again, and serials are not there. */
function isTellableLeftover(leftover: EntraDevice, current: EntraDevice | undefined): boolean {
  if (leftover.isCurrent || leftover.trustType !== 'Workplace') return false;
  const hardwareIds = leftover.physicalIds.filter((text) => text.startsWith('[HWID]'));
  const isTellable = hardwareIds.some((text) => current?.physicalIds.includes(text) === true);
  return leftover.accountEnabled && isTellable;
}
