import type { SiteSystem } from '../configmgr/systems/table.ts';
import type { Simulation } from '../simulation.ts';
import { hostNameOf, isHybrid } from './machine.ts';
import type { Machine } from './machine.ts';

/** Clients of a domain show it; what is joined to Entra ID alone shows its workgroup. */
const DOMAIN = 'CORP';
const WORKGROUP = 'WORKGROUP';

/** The client of the machine registers with its site. */
export function registerClientOf(simulation: Simulation, machine: Machine): SiteSystem {
  const device = simulation.devices.findByMachine(machine.id);
  const isRegistered = device !== undefined && device.registrationDateTime !== null;
  return simulation.site.registerClient(machine, {
    name: device?.displayName ?? hostNameOf(machine),
    domain: isHybrid(machine) || machine.join === 'domain' ? DOMAIN : WORKGROUP,
    aadDeviceId: isRegistered ? device.deviceId : null,
    isHybrid: machine.join === 'hybrid',
  });
}
