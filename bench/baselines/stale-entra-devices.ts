import { text } from './graph-session.ts';
import type { GraphRow, GraphSession } from './graph-session.ts';

export interface StaleEntraDevicesOptions {
  /** ISO instants: no sign-in since then makes a device stale, and a disabled one old enough. */
  readonly staleBefore: string;
  readonly deleteBefore: string;
}

const SUB_REQUESTS = 20;
const fields =
  'id,displayName,accountEnabled,approximateLastSignInDateTime,onPremisesSyncEnabled,isManaged,isCompliant,physicalIds';

/**
 * C5: CIPP's `StaleEntraDevices` standard, one pass (github.com/KelvinTegelaar/CIPP-API, adf32422):
 * disables what is stale and enabled, deletes what was disabled before and is older still, in
 * batches of twenty one after the other; a sub-answer that is no 2xx waits for the next schedule.
 */
export async function staleEntraDevices(
  session: GraphSession,
  { staleBefore, deleteBefore }: StaleEntraDevicesOptions,
): Promise<{ disabled: string[]; deleted: string[]; failed: string[] }> {
  const all = await session.list(`/beta/devices?$select=${fields}`);
  const candidates = all.filter(isSafe);
  const lastSeen = (row: GraphRow) => text(row, 'approximateLastSignInDateTime');
  const isBefore = (row: GraphRow, instant: string) =>
    lastSeen(row) !== '' && lastSeen(row) < instant;
  const toDisable = candidates.filter(
    (row) => row['accountEnabled'] === true && isBefore(row, staleBefore),
  );
  const toDelete = candidates.filter(
    (row) => row['accountEnabled'] === false && isBefore(row, deleteBefore),
  );
  const disable = await inBatches(session, toDisable, ({ id }) => ({
    method: 'PATCH',
    url: `/devices/${id}`,
    body: { accountEnabled: false },
    headers: { 'Content-Type': 'application/json' },
  }));
  const remove = await inBatches(session, toDelete, ({ id }) => ({
    method: 'DELETE',
    url: `/devices/${id}`,
  }));
  return {
    disabled: disable.done,
    deleted: remove.done,
    failed: [...disable.failed, ...remove.failed],
  };
}

function isSafe(row: GraphRow): boolean {
  const physicalIds = (row['physicalIds'] ?? []) as string[];
  return (
    row['onPremisesSyncEnabled'] !== true &&
    row['isManaged'] !== true &&
    row['isCompliant'] !== true &&
    !physicalIds.some((id) => id.includes('[ZTDID]'))
  );
}

async function inBatches(
  session: GraphSession,
  rows: readonly GraphRow[],
  requestOf: (row: GraphRow) => object,
): Promise<{ done: string[]; failed: string[] }> {
  const result = { done: [] as string[], failed: [] as string[] };
  for (let start = 0; start < rows.length; start += SUB_REQUESTS) {
    const part = rows.slice(start, start + SUB_REQUESTS);
    const requests = part.map((row) => ({ id: row.id, ...requestOf(row) }));
    const { responses } = await session.invoke('POST', '/beta/$batch', { requests });
    for (const { id, status } of responses ?? []) {
      (status < 300 ? result.done : result.failed).push(id);
    }
  }
  return result;
}
