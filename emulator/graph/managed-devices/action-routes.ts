import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { intuneBadRequest } from '../errors.ts';
import { answerList } from '../query.ts';
import { intuneRules } from '../query/rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { rename, requireNoPendingWipe } from './action-checks.ts';
import { runBulkAction } from './bulk-action.ts';
import type { Origin, WipeOptions } from './device-actions.ts';
import { renderRemoteActionAudit } from './remote-actions.ts';
import type { ManagedDevice } from './table.ts';

const base = '/deviceManagement/managedDevices';

const wipeSchema = z.object({
  keepEnrollmentData: z.boolean().nullish(),
  keepUserData: z.boolean().nullish(),
  useProtectedWipe: z.boolean().nullish(),
  macOsUnlockCode: z.string().nullish(),
});

type Act = (device: ManagedDevice, request: GraphRequest) => void;

/** https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice */
export function managedDeviceActionRoutes(simulation: Simulation): GraphRoute[] {
  const { dailyPools, deviceActions, managedDevices: table } = simulation;
  const action = (name: string, act: Act): GraphRoute => ({
    operation: `managedDevices.${name}`,
    method: 'POST',
    path: `${base}/:id/${name}`,
    family: 'intune',
    handle: (request) => {
      act(table.get(param(request, 'id')), request);
      return noContent;
    },
  });
  return [
    action('wipe', (device, request) => {
      wipe(simulation, device, request);
    }),
    action('retire', (device, request) => {
      dailyPools.spend('retire');
      deviceActions.retire(device, originOf(request));
    }),
    action('syncDevice', (device) => {
      deviceActions.sync(device);
    }),
    action('rebootNow', (device, request) => {
      deviceActions.simple(device, { name: 'rebootNow', origin: originOf(request) });
    }),
    action('cleanWindowsDevice', (device, request) => {
      const { keepUserData } = z
        .object({ keepUserData: z.boolean().nullish() })
        .parse(request.body);
      deviceActions.clean(device, keepUserData === true, originOf(request));
    }),
    action('setDeviceName', (device, request) => {
      const { deviceName } = z.object({ deviceName: z.string() }).parse(request.body);
      rename(simulation, device, { deviceName, origin: originOf(request) });
    }),
    action('triggerConfigurationManagerAction', configurationManagerAction(simulation)),
    {
      operation: 'managedDevices.delete',
      method: 'DELETE',
      path: `${base}/:id`,
      family: 'intune',
      handle: (request) => {
        const device = table.get(param(request, 'id'));
        dailyPools.spend('delete');
        deviceActions.delete(device, originOf(request));
        return noContent;
      },
    },
    {
      operation: 'managedDevices.executeAction',
      method: 'POST',
      path: `${base}/executeAction`,
      family: 'intune',
      handle: (request) => ({ status: 200, body: runBulkAction(simulation, request) }),
    },
    auditRoute(simulation),
  ];
}

function auditRoute({ remoteActionAudits }: Simulation): GraphRoute {
  return {
    operation: 'remoteActionAudits.list',
    method: 'GET',
    path: '/deviceManagement/remoteActionAudits',
    family: 'intune',
    handle: (request): GraphResponse => {
      const rules = intuneRules('remoteActionAudit');
      return answerList(request, {
        rows: remoteActionAudits,
        render: renderRemoteActionAudit,
        rules,
      });
    },
  };
}

function originOf({ caller }: GraphRequest): Origin {
  return { caller, bulkId: null };
}

function wipe(simulation: Simulation, device: ManagedDevice, request: GraphRequest): void {
  const body = wipeSchema.parse(request.body ?? {});
  // Even an empty one, on a PC: observed.
  if (typeof body.macOsUnlockCode === 'string') {
    throw intuneBadRequest('macOsUnlockCode is not supported on this device.');
  }
  requireNoPendingWipe(simulation, device);
  simulation.dailyPools.spend('wipe');
  const options: WipeOptions = {
    keepEnrollmentData: body.keepEnrollmentData === true,
    keepUserData: body.keepUserData === true,
    useProtectedWipe: body.useProtectedWipe === true,
  };
  simulation.deviceActions.wipe(device, options, originOf(request));
}

/** Only a co-managed device has a client that could be told anything. */
function configurationManagerAction({ deviceActions }: Simulation): Act {
  return (device, request) => {
    z.object({ configurationManagerAction: z.object({ action: z.string() }) }).parse(request.body);
    if (!device.managementAgent.startsWith('configurationManagerClient')) {
      throw intuneBadRequest('The device is not managed by Configuration Manager.');
    }
    const origin = originOf(request);
    deviceActions.simple(device, { name: 'configurationManagerAction', origin });
  };
}
