import type { Simulation } from '../../simulation.ts';
import type { Bounds } from '../bounds.ts';
import type { CallerView } from '../callers/caller-view.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import { combinedColumns, comanagementColumns, systemColumns } from './columns.ts';
import type { SiteSystem } from './table.ts';

export function systemClasses(simulation: Simulation): SiteClass[] {
  const { site } = simulation;
  function* list(view: CallerView, bounds: Bounds): Iterable<SiteSystem> {
    for (const system of site.systems.above(bounds.above('ResourceID') ?? 0)) {
      if (view.seesSystem(system.resourceId)) yield system;
    }
  }
  const find = ([id = '']: readonly string[], view: CallerView) => {
    const system = site.systems.find(id);
    return system && view.seesSystem(system.resourceId) ? system : undefined;
  };
  const key = ['ResourceID'];
  const resource = {
    key,
    orderedBy: 'ResourceID',
    superclass: 'SMS_Resource',
    columns: systemColumns(simulation),
    list,
    find,
    // Records of discovery are never written over REST, only deleted.
    remove: (system: SiteSystem) => {
      site.removeSystem(system);
    },
  };
  const classes = [
    defineClass({ ...resource, name: 'SMS_R_System' }),
    // Field code deletes by either name.
    defineClass({ ...resource, name: 'SMS_R_Device' }),
    defineClass({
      name: 'SMS_CombinedDeviceResources',
      key,
      orderedBy: 'ResourceID',
      columns: combinedColumns(simulation),
      list,
      find,
    }),
  ];
  if (!site.spec.behaviour.servesComanagementState) return classes;
  const states = defineClass({
    name: 'SMS_Client_ComanagementState',
    key,
    orderedBy: 'ResourceID',
    columns: comanagementColumns(simulation),
    *list(view, bounds) {
      for (const system of list(view, bounds)) {
        if (system.comanagement !== undefined) yield system;
      }
    },
    find: (values, view) => {
      const system = find(values, view);
      return system?.comanagement === undefined ? undefined : system;
    },
  });
  return [...classes, states];
}
