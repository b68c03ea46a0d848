import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { GraphError } from '../errors.ts';
import type { GraphRequest } from '../route.ts';
import { rename, requireNoPendingWipe } from './action-checks.ts';
import type { Origin } from './device-actions.ts';
import type { ManagedDevice } from './table.ts';

const bodySchema = z.object({
  actionName: z.string(),
  deviceIds: z.array(z.string()),
  keepEnrollmentData: z.boolean().nullish(),
  keepUserData: z.boolean().nullish(),
  deviceName: z.string().nullish(),
});
type BulkBody = z.infer<typeof bodySchema>;

type Act = (simulation: Simulation, device: ManagedDevice, given: BulkBody & Origin) => void;

/** The actions of `managedDeviceRemoteAction` that mean something for a PC. */
const acts: Readonly<Record<string, Act>> = {
  wipe: (simulation, device, given) => {
    requireNoPendingWipe(simulation, device);
    simulation.dailyPools.spend('wipe');
    const keepEnrollmentData = given.keepEnrollmentData === true;
    const keepUserData = given.keepUserData === true;
    const options = { keepEnrollmentData, keepUserData, useProtectedWipe: false };
    simulation.deviceActions.wipe(device, options, given);
  },
  retire: (simulation, device, given) => {
    simulation.dailyPools.spend('retire');
    simulation.deviceActions.retire(device, given);
  },
  delete: (simulation, device, given) => {
    simulation.dailyPools.spend('delete');
    simulation.deviceActions.delete(device, given);
  },
  rebootNow: (simulation, device, given) => {
    simulation.deviceActions.simple(device, { name: 'rebootNow', origin: given });
  },
  syncDevice: (simulation, device) => {
    simulation.deviceActions.sync(device);
  },
  setDeviceName: (simulation, device, given) => {
    rename(simulation, device, { deviceName: given.deviceName ?? '', origin: given });
  },
};

/**
 * One request, many devices; each is accepted or refused by itself.
 * https://learn.microsoft.com/graph/api/intune-devices-manageddevice-executeaction
 */
export function runBulkAction(simulation: Simulation, request: GraphRequest): object {
  const body = bodySchema.parse(request.body);
  const origin: Origin = { caller: request.caller, bulkId: simulation.ids.next('bulk-action') };
  const act = acts[body.actionName];
  const answer = {
    successfulDeviceIds: [] as string[],
    failedDeviceIds: [] as string[],
    notFoundDeviceIds: [] as string[],
    notSupportedDeviceIds: [] as string[],
  };
  for (const id of body.deviceIds) {
    const device = simulation.managedDevices.find(id);
    if (device === undefined) answer.notFoundDeviceIds.push(id);
    else if (act === undefined) answer.notSupportedDeviceIds.push(id);
    else {
      const isAccepted = attempt(() => {
        act(simulation, device, { ...body, ...origin });
      });
      (isAccepted ? answer.successfulDeviceIds : answer.failedDeviceIds).push(id);
    }
  }
  return answer;
}

/** A refusal of one device is no refusal of the request. */
function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof GraphError) return false;
    throw error;
  }
}
