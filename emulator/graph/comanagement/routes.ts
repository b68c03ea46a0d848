import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { only } from '../../table.ts';
import { answerRows } from '../list-rows.ts';
import { managedDeviceRules } from '../managed-devices/list.ts';
import { renderManagedDevice } from '../managed-devices/render.ts';
import type { ManagedDevice } from '../managed-devices/table.ts';
import { answerList } from '../query.ts';
import { intuneRules } from '../query/rules.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { eligibleDevices } from './eligible-devices.ts';

const base = '/deviceManagement';

/** Beta: who is co-managed, and who could be. */
export function comanagementRoutes(simulation: Simulation): GraphRoute[] {
  const family = 'intune';
  return [
    {
      operation: 'comanagedDevices.list',
      method: 'GET',
      path: `${base}/comanagedDevices`,
      family,
      handle: (request) =>
        answerList(request, {
          rows: only(simulation.managedDevices, isComanaged),
          render: (device) => renderManagedDevice(device),
          rules: managedDeviceRules,
        }),
    },
    {
      operation: 'comanagementEligibleDevices.list',
      method: 'GET',
      path: `${base}/comanagementEligibleDevices`,
      family,
      handle: (request) =>
        answerRows(request, eligibleDevices(simulation), intuneRules('comanagementEligibleDevice')),
    },
    {
      operation: 'comanagedDevicesSummary.get',
      method: 'GET',
      path: `${base}/getComanagedDevicesSummary`,
      family,
      handle: (request) =>
        answerComplex(request, 'comanagedDevicesSummary', comanagedSummary(simulation)),
    },
    {
      operation: 'comanagementEligibleDevicesSummary.get',
      method: 'GET',
      path: `${base}/getComanagementEligibleDevicesSummary`,
      family,
      handle: (request) =>
        answerComplex(request, 'comanagementEligibleDevicesSummary', eligibleSummary(simulation)),
    },
  ];
}

function isComanaged({ managementAgent }: ManagedDevice): boolean {
  return managementAgent === 'configurationManagerClientMdm';
}

function answerComplex(request: GraphRequest, type: string, value: PlainRow): GraphResponse {
  const context = `${request.origin}/${request.version}/$metadata#microsoft.graph.${type}`;
  return { status: 200, body: { '@odata.context': context, ...value } };
}

/** https://learn.microsoft.com/graph/api/resources/intune-devices-comanageddevicessummary */
function comanagedSummary({ managedDevices }: Simulation): PlainRow {
  const devices = managedDevices.all().filter(isComanaged);
  const features = devices.map(
    (device) =>
      (renderManagedDevice(device)['configurationManagerClientEnabledFeatures'] ?? {}) as Record<
        string,
        unknown
      >,
  );
  const count = (name: string) => features.filter((feature) => feature[name] === true).length;
  return {
    inventoryCount: count('inventory'),
    compliancePolicyCount: count('compliancePolicy'),
    resourceAccessCount: count('resourceAccess'),
    configurationSettingsCount: count('deviceConfiguration'),
    windowsUpdateForBusinessCount: count('windowsUpdateForBusiness'),
    endpointProtectionCount: count('endpointProtection'),
    modernAppsCount: count('modernApps'),
    officeAppsCount: count('officeApps'),
    totalComanagedCount: devices.length,
  };
}

/** https://learn.microsoft.com/graph/api/resources/intune-devices-comanagementeligibledevicessummary */
function eligibleSummary(simulation: Simulation): PlainRow {
  const rows = eligibleDevices(simulation);
  const count = (status: string) => rows.filter((row) => row['status'] === status).length;
  return {
    comanagedCount: count('comanaged'),
    eligibleCount: count('eligible'),
    eligibleButNotAzureAdJoinedCount: count('eligibleButNotAzureAdJoined'),
    needsOsUpdateCount: count('needsOsUpdate'),
    ineligibleCount: count('ineligible'),
    scheduledForEnrollmentCount: count('scheduledForEnrollment'),
  };
}
