import type { Simulation } from '../../simulation.ts';
import type { Application } from '../applications/table.ts';
import { latestOf } from '../applications/table.ts';
import { sint32, text, uint32 } from '../columns.ts';
import { systemColumns } from '../systems/columns.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import type { SiteSystem } from '../systems/table.ts';

/** The part of `Device` and `Application` that is known. https://learn.microsoft.com/mem/configmgr/develop/adminservice/overview */
export function deviceClass(simulation: Simulation): SiteClass {
  const { site } = simulation;
  const { SMBIOSGUID, ClientVersion, AADTenantID } = systemColumns(simulation);
  if (SMBIOSGUID === undefined || ClientVersion === undefined || AADTenantID === undefined) {
    throw new Error('A column is missing.');
  }
  return defineClass<SiteSystem>({
    name: 'Device',
    key: ['MachineId'],
    columns: {
      MachineId: uint32((s) => s.resourceId),
      ArchitectureKey: sint32(() => 5),
      Name: text((s) => s.name),
      SMSID: text((s) => s.smsId),
      SiteCode: text((s) => (s.isClient ? site.spec.siteCode : null)),
      Domain: text((s) => s.domain),
      ClientVersion,
      SerialNumber: text((s) => s.serialNumber),
      SMBIOSGUID,
      AADDeviceID: text((s) => s.aadDeviceId),
      AADTenantID,
      CoManaged: sint32((s) => s.comanagement?.mdmEnrolled ?? 0),
    },
    list: (view) => site.systems.all().filter(({ resourceId }) => view.seesSystem(resourceId)),
    find: ([id = ''], view) => {
      const found = site.systems.find(id);
      return found && view.seesSystem(found.resourceId) ? found : undefined;
    },
  });
}

export function applicationClass({ site }: Simulation): SiteClass {
  return defineClass<Application>({
    name: 'Application',
    key: ['CIGUID'],
    columns: {
      CIGUID: text(guidOf),
      DisplayName: text((a) => a.spec.name),
      CIID: uint32((a) => latestOf(a).ciId),
      ModelName: text((a) => a.modelName),
    },
    list: (view) => site.applications.all().filter(({ spec }) => view.seesScope(spec.scopes)),
  });
}

export function guidOf({ modelName }: Application): string {
  return modelName.replace(/^.*\/Application_/, '');
}
