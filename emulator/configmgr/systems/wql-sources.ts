import type { Simulation } from '../../simulation.ts';
import { text, uint32 } from '../columns.ts';
import type { Column } from '../columns.ts';
import { combinedColumns, comanagementColumns, systemColumns } from './columns.ts';
import type { SiteSystem } from './table.ts';

/** A class as WQL sees it: the instances that belong to one system, and how to read them. */
export interface WqlSource {
  /** `undefined`: the class has no such property. */
  property: (name: string) => ((instance: object) => unknown) | undefined;
  instancesOf: (system: SiteSystem) => object[];
}

/** The classes that membership rules may select from and join, by name in lower case. */
export function wqlSources(simulation: Simulation): ReadonlyMap<string, WqlSource> {
  const whole = (columns: Record<string, Column<SiteSystem>>) =>
    source(simulation, columns, (system) => [system]);
  const states = source(simulation, comanagementColumns(simulation), (system) =>
    system.comanagement === undefined ? [] : [system],
  );
  return new Map<string, WqlSource>([
    ['sms_r_system', whole(systemColumns(simulation))],
    ['sms_combineddeviceresources', whole(combinedColumns(simulation))],
    ['sms_client_comanagementstate', states],
    [
      'sms_g_system_pc_bios',
      whole({
        ResourceID: uint32((s) => s.resourceId),
        SerialNumber: text((s) => s.serialNumber),
      }),
    ],
    ['sms_g_system_extensiondata', extensionData(simulation)],
  ]);
}

/** https://learn.microsoft.com/mem/configmgr/develop/adminservice/custom-properties */
function extensionData(simulation: Simulation): WqlSource {
  interface Entry {
    resourceId: number;
    name: string;
    value: string;
  }
  return source<Entry>(
    simulation,
    {
      ResourceID: uint32((entry) => entry.resourceId),
      PropertyName: text((entry) => entry.name),
      PropertyValue: text((entry) => entry.value),
    },
    ({ resourceId, extensionData: data }) =>
      Array.from(data, ([name, value]) => ({ resourceId, name, value })),
  );
}

function source<Entity extends object>(
  { site }: Simulation,
  columns: Record<string, Column<Entity>>,
  instancesOf: (system: SiteSystem) => Entity[],
): WqlSource {
  const byName = new Map(Object.entries(columns).map(([name, each]) => [name.toLowerCase(), each]));
  return {
    property: (name) => {
      const column = byName.get(name.toLowerCase());
      return column && ((instance) => column.read(instance as Entity, site.wholeView));
    },
    instancesOf,
  };
}
