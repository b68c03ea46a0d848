import type { z } from 'zod';
import type { SiteDevice } from '../../domain/inventory.ts';
import { listRows } from './answers.ts';
import { ConfigMgrError } from './errors.ts';
import type { AdminHttp } from './http.ts';
import type { ConfigMgrPort } from './port.ts';
import { present } from '../present.ts';
import { combinedDeviceFields, combinedDeviceSchema, comanagementStateSchema } from './schema.ts';

/** Seconds, not minutes, for a provider, and few enough requests for a large site. */
const PAGE_SIZE = 1_000;
/** A million resources; a server that answers the same ids again would page for ever. */
const PAGES_MAX = 1_000;

type CombinedDevice = z.infer<typeof combinedDeviceSchema>;
type ComanagementState = z.infer<typeof comanagementStateSchema>;

export function createDeviceReads(http: AdminHttp): Pick<ConfigMgrPort, 'listDevices'> {
  return {
    listDevices: async () => {
      const devices = await listByResourceId(
        http,
        { className: 'SMS_CombinedDeviceResources', $select: combinedDeviceFields },
        combinedDeviceSchema,
      );
      const states = await listStates(http);
      refuseHiddenStates(devices, states);
      return devices.map((device) => toSiteDevice(device, states));
    },
  };
}

/** Undefined where the site does not serve the class: its REST reach is unconfirmed (§5.6). */
async function listStates(
  http: AdminHttp,
): Promise<ReadonlyMap<number, ComanagementState> | undefined> {
  try {
    const rows = await listByResourceId(
      http,
      { className: 'SMS_Client_ComanagementState' },
      comanagementStateSchema,
    );
    return new Map(rows.map((row) => [row.ResourceID, row]));
  } catch (error) {
    if (error instanceof ConfigMgrError && error.kind === 'contract') return undefined;
    throw error;
  }
}

/** A class that the reader may not read looks empty, and every co-managed client would look like none (§2.4). */
function refuseHiddenStates(
  devices: readonly CombinedDevice[],
  states: ReadonlyMap<number, ComanagementState> | undefined,
): void {
  if (states?.size !== 0 || !devices.some((device) => device.CoManaged)) return;
  const operation = 'SMS_Client_ComanagementState (empty, though clients are co-managed)';
  throw new ConfigMgrError({ kind: 'forbidden', status: 200, operation });
}

/**
 * Pages by id ranges: the vendor describes no server paging, and `$skip` over a class that grows
 * meanwhile would leave rows out (§3.4).
 */
async function listByResourceId<Row extends { ResourceID: number }>(
  http: AdminHttp,
  source: { className: string; $select?: string },
  rowSchema: z.ZodType<Row>,
): Promise<Row[]> {
  const rows: Row[] = [];
  const select = source.$select === undefined ? {} : { $select: source.$select };
  let last = 0;
  for (let pages = 1; pages <= PAGES_MAX; pages += 1) {
    const page = await listRows(
      http,
      source.className,
      {
        $filter: `ResourceID gt ${last}`,
        $orderby: 'ResourceID',
        $top: String(PAGE_SIZE),
        ...select,
      },
      rowSchema,
    );
    rows.push(...page);
    if (page.length < PAGE_SIZE) return rows;
    const highest = Math.max(...page.map((row) => row.ResourceID));
    if (highest <= last) break;
    last = highest;
  }
  const operation = `${source.className} (paging)`;
  throw new ConfigMgrError({ kind: 'unexpected-answer', status: 200, operation });
}

function toSiteDevice(
  device: CombinedDevice,
  states: ReadonlyMap<number, ComanagementState> | undefined,
): SiteDevice {
  const state = states?.get(device.ResourceID);
  // The console's own column stands in for the class.
  const fallback = states === undefined && device.CoManaged;
  return present({
    resourceId: device.ResourceID,
    name: device.Name ?? '',
    serialNumber: device.SerialNumber,
    entraDeviceId: device.AADDeviceID?.toLowerCase(),
    smbiosGuid: device.SMBIOSGUID?.toUpperCase(),
    isClient: device.IsClient,
    isObsolete: device.IsObsolete,
    mdmEnrolled: state?.MDMEnrolled ?? fallback,
    comgmtPolicyPresent: state?.ComgmtPolicyPresent ?? fallback,
  });
}
