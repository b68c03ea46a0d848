import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { wrongParameter } from '../errors.ts';
import type { SiteRow } from '../site-class.ts';
import type { SiteSystem } from '../systems/table.ts';

/**
 * Custom properties of devices; WQL sees them as `SMS_G_System_ExtensionData`.
 * https://learn.microsoft.com/mem/configmgr/develop/adminservice/custom-properties
 */
export function extensionDataOf(simulation: Simulation, device: SiteRow): PlainRow {
  const { extensionData, resourceId } = systemOf(simulation, device);
  return {
    InstanceKey: resourceId,
    ExtensionData: Object.fromEntries(extensionData),
  };
}

export function setExtensionData(
  simulation: Simulation,
  device: SiteRow,
  body: PlainRow,
): PlainRow {
  const given = body['ExtensionData'];
  if (typeof given !== 'object' || given === null) throw wrongParameter('ExtensionData');
  const entries = Object.entries(given);
  if (entries.some(([, value]) => typeof value !== 'string')) throw wrongParameter('ExtensionData');
  const system = systemOf(simulation, device);
  for (const [name, value] of entries) system.extensionData.set(name, String(value));
  simulation.events.publish({ type: 'system-changed', resourceId: system.resourceId });
  return extensionDataOf(simulation, device);
}

/** Of one device, or of all. */
export function deleteExtensionData(simulation: Simulation, device: SiteRow | undefined): PlainRow {
  const systems =
    device === undefined ? simulation.site.systems.all() : [systemOf(simulation, device)];
  for (const system of systems) {
    if (system.extensionData.size === 0) continue;
    system.extensionData.clear();
    simulation.events.publish({ type: 'system-changed', resourceId: system.resourceId });
  }
  return {};
}

function systemOf({ site }: Simulation, device: SiteRow): SiteSystem {
  const found = site.systems.find(String(device['MachineId']));
  if (found === undefined) throw new Error('A device without a record.');
  return found;
}
