import { autopilotIdentities } from './device-row.ts';
import { quoted, text } from './graph-session.ts';
import type { GraphSession } from './graph-session.ts';

export interface CleanupAutopilotOptions {
  /** ISO instant; whoever made contact before it counts as gone. */
  readonly contactBefore: string;
}

const NEVER = '0001-01-01T00:00:00Z';
const PAUSE_SECONDS = 0.2;

/**
 * C3: RealmJoin's `cleanup-autopilot` with its Entra part (github.com/realmjoin/realmjoin-runbooks,
 * f26a3db9): an identity that has made contact once, not lately, and whose serial number Intune does
 * not know, is an orphan; it and the Entra object it points to are deleted in one go.
 */
export async function cleanupAutopilot(
  session: GraphSession,
  { contactBefore }: CleanupAutopilotOptions,
): Promise<{ identities: string[]; entra: string[] }> {
  const identities = await session.list(autopilotIdentities);
  const filter = `$filter=operatingSystem eq ${quoted('Windows')}`;
  const managed = await session.list(`/v1.0/deviceManagement/managedDevices?${filter}`);
  const serials = new Set(managed.map((row) => text(row, 'serialNumber')));
  const removed = { identities: [] as string[], entra: [] as string[] };
  for (const identity of identities) {
    if (identity['enrollmentState'] === 'enrolled') continue;
    // The list says 0001-01-01 even for those that did make contact; the single one tells.
    const single = await session.send('GET', `${autopilotIdentities}/${identity.id}`);
    const contact = text(single.body, 'lastContactedDateTime');
    const isOrphan =
      contact !== '' &&
      contact !== NEVER &&
      contact < contactBefore &&
      !serials.has(text(identity, 'serialNumber'));
    if (!isOrphan) continue;
    if (!isGone(await session.send('DELETE', `${autopilotIdentities}/${identity.id}`))) continue;
    removed.identities.push(identity.id);
    removed.entra.push(...(await removeEntraObject(session, identity)));
    await session.pause(PAUSE_SECONDS);
  }
  return removed;
}

async function removeEntraObject(
  session: GraphSession,
  identity: Record<string, unknown>,
): Promise<string[]> {
  const deviceId = identity['azureActiveDirectoryDeviceId'];
  if (typeof deviceId !== 'string') return [];
  const found = await session.send('GET', `/v1.0/devices?$filter=deviceId eq ${quoted(deviceId)}`);
  const removed: string[] = [];
  for (const { id } of found.body.value ?? []) {
    if (isGone(await session.send('DELETE', `/v1.0/devices/${id}`))) removed.push(id);
  }
  return removed;
}

/** Not found counts as done. */
function isGone({ status }: { status: number }): boolean {
  return status < 300 || status === 404;
}
