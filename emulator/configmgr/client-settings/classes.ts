import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { embedded, instant, lazy, text, uint32 } from '../columns.ts';
import type { Column } from '../columns.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';

/** Agents by number, as field code knows them: 22 cloud services, 30 Software Center. */
const CLOUD_SERVICES = 22;
const SOFTWARE_CENTER = 30;
const AGENT_CLASS = '#AdminService.SMS_ClientAgentConfig';

/**
 * Client settings are read over REST and written in the console: embedded polymorphic arrays are
 * what the REST layer cannot read (`checkEntity` refuses them). There are only the default ones.
 */
export function clientSettingsClasses(simulation: Simulation): SiteClass[] {
  const columns = settingsColumns(simulation);
  const none = { key: ['SettingsID'], columns, list: () => [] };
  return [
    defineClass<object>({
      name: 'SMS_ClientSettingsDefault',
      key: ['SettingsID'],
      columns,
      list: () => [{}],
    }),
    defineClass<object>({ ...none, name: 'SMS_ClientSettings' }),
    defineClass<object>({
      name: 'SMS_ClientSettingsAssignment',
      key: ['ClientSettingsID', 'CollectionID'],
      columns: { ClientSettingsID: uint32(() => null), CollectionID: text(() => null) },
      list: () => [],
    }),
  ];
}

function settingsColumns(simulation: Simulation): Record<string, Column<object>> {
  return {
    SettingsID: uint32(() => 0),
    Name: text(() => 'Default Client Agent Settings'),
    Description: text(() => ''),
    Priority: uint32(() => 10_000),
    Type: uint32(() => 0),
    AssignmentCount: uint32(() => 0),
    LastModifiedBy: text(() => 'CORP\\console'),
    DateModified: instant(() => simulation.site.userPortalChangedAt),
    AgentConfigurations: lazy(embedded('SMS_ClientAgentConfig', () => agents(simulation))),
  };
}

function agents({ site }: Simulation): PlainRow[] {
  const isAllowed = site.spec.cmg !== null;
  return [
    {
      '@odata.type': AGENT_CLASS,
      AgentID: CLOUD_SERVICES,
      AllowCMG: isAllowed,
      AllowCloudDP: isAllowed && site.spec.cmg?.hasContent === true,
      AutoAADJoin: true,
      AutoMDMEnrollment: site.comanagement.autoEnrollment !== 'None',
      CoManagementFlags: site.comanagement.workloadFlags,
      AADAuthFlags: 1,
    },
    {
      '@odata.type': AGENT_CLASS,
      AgentID: SOFTWARE_CENTER,
      SC_UserPortal: site.spec.userPortal,
      SettingsXml: '<settings/>',
    },
  ];
}
