import { autopilotIdentities } from './device-row.ts';
import { quoted, text } from './graph-session.ts';
import type { GraphRow, GraphSession } from './graph-session.ts';

/** What the operator picked in the list. */
export interface OffboardedDevice {
  readonly displayName: string;
  readonly serialNumber: string;
}

/** The object and Intune ids that were deleted, in order. */
export interface OffboardingResult {
  entra: string[];
  intune: string[];
  autopilot: string[];
}

/**
 * C1: DeviceOffboardingManager (github.com/ugurkocde/DeviceOffboardingManager, 978582f): one device
 * after the other, no retries, every Entra object of the same name, the first Intune record of the
 * same name, the first Autopilot identity that contains the serial number.
 */
export async function offboardDevices(
  session: GraphSession,
  devices: readonly OffboardedDevice[],
): Promise<OffboardingResult> {
  const result: OffboardingResult = { entra: [], intune: [], autopilot: [] };
  for (const device of devices) {
    result.entra.push(...(await removeEntraObjects(session, device)));
    result.intune.push(...(await removeIntuneRecord(session, device)));
    result.autopilot.push(...(await removeAutopilotIdentity(session, device)));
  }
  return result;
}

async function removeEntraObjects(
  session: GraphSession,
  { displayName, serialNumber }: OffboardedDevice,
): Promise<string[]> {
  const found = await find(session, `/v1.0/devices?$filter=displayName eq ${quoted(displayName)}`);
  const removed: string[] = [];
  for (const row of found) {
    const ids = (row['physicalIds'] ?? []) as string[];
    const other = ids.find((id) => id.startsWith('[SerialNumber]:'))?.slice(15);
    // The only thing that stops it: both sides carry a serial number, and the two differ.
    if (other !== undefined && serialNumber !== '' && other !== serialNumber) continue;
    if (await remove(session, `/v1.0/devices/${row.id}`)) removed.push(row.id);
  }
  return removed;
}

async function removeIntuneRecord(
  session: GraphSession,
  { displayName, serialNumber }: OffboardedDevice,
): Promise<string[]> {
  const base = '/v1.0/deviceManagement/managedDevices';
  const byName = await find(session, `${base}?$filter=deviceName eq ${quoted(displayName)}`);
  const bySerial =
    byName.length > 0
      ? byName
      : await find(session, `${base}?$filter=serialNumber eq ${quoted(serialNumber)}`);
  const first = bySerial[0];
  return first !== undefined && (await remove(session, `${base}/${first.id}`)) ? [first.id] : [];
}

async function removeAutopilotIdentity(
  session: GraphSession,
  { displayName, serialNumber }: OffboardedDevice,
): Promise<string[]> {
  const filter = `$filter=contains(serialNumber,${quoted(serialNumber)})`;
  const bySerial = await find(session, `${autopilotIdentities}?${filter}`);
  const first = bySerial[0] ?? (await firstLike(session, displayName));
  if (first === undefined) return [];
  return (await remove(session, `${autopilotIdentities}/${first.id}`)) ? [first.id] : [];
}

/** `-like "*name*"` over the whole list. */
async function firstLike(session: GraphSession, name: string): Promise<GraphRow | undefined> {
  const all = await find(session, autopilotIdentities);
  return all.find((row) => text(row, 'displayName').toLowerCase().includes(name.toLowerCase()));
}

/** One page, as it comes; a refusal is an empty one. */
async function find(session: GraphSession, path: string): Promise<GraphRow[]> {
  const answer = await session.send('GET', path);
  return answer.status < 400 ? (answer.body.value ?? []) : [];
}

async function remove(session: GraphSession, path: string): Promise<boolean> {
  return (await session.send('DELETE', path)).status < 400;
}
