import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { wrongParameter } from '../errors.ts';
import type { SiteRow } from '../site-class.ts';

/**
 * Starts, or takes back, the installation of an application that is already deployed to the
 * devices, named by their SMSID. https://learn.microsoft.com/mem/configmgr/develop/adminservice/usage
 */
export function pushApplication(
  { clock, site }: Simulation,
  application: SiteRow,
  body: PlainRow & { isInstall: boolean },
): PlainRow {
  const devices = body['Devices'];
  if (!Array.isArray(devices)) throw wrongParameter('Devices');
  const assignments = site.assignments
    .all()
    .filter(({ modelName }) => modelName === application['ModelName']);
  for (const smsId of devices.map(String)) {
    const system = site.systems.all().find((each) => each.smsId === smsId);
    const assignment = assignments.find(({ body: sent }) => {
      const collection = site.collections.find(String(sent['TargetCollectionID']));
      return system !== undefined && collection?.members.has(system.resourceId) === true;
    });
    if (system === undefined || assignment === undefined) throw wrongParameter('Devices');
    if (body.isInstall) assignment.pushedMs.set(system.resourceId, clock.nowMs());
    else assignment.pushedMs.delete(system.resourceId);
  }
  return {};
}
