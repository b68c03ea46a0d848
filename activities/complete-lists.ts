import type { SiteDevice } from '../domain/inventory.ts';
import type { ConfigMgrPort } from '../ports/configmgr/port.ts';
import type { Listed } from '../ports/graph/port.ts';
import { failure } from './failure-mapping.ts';

/** A list that changes while it is paged is read once more; one that is still short is no inventory. */
const passesMax = 2;

interface Store<Row> {
  /** For people: a kind of record, never one of them. */
  readonly store: string;
  readonly list: () => Promise<Listed<Row>>;
  /** The store's own count, where it has one; Intune has none. */
  readonly count?: () => Promise<number>;
  readonly idOf: (row: Row) => string;
}

/**
 * All rows of a store, or a failure: a plan made from a part of the records would take what it does not see for
 * absent. Records that appear meanwhile are no matter, the next look finds them; rows that the store counts before and
 * after and does not hand out are, and so is a row that comes twice, for its page has moved.
 */
export async function readWhole<Row>(store: Store<Row>): Promise<Listed<Row>> {
  let seen = '';
  for (let pass = 1; pass <= passesMax; pass += 1) {
    const before = await store.count?.();
    const listed = await store.list();
    const after = await store.count?.();
    const expected = Math.min(before ?? 0, after ?? 0);
    const read = new Set(listed.rows.map(store.idOf)).size;
    if (read === listed.rows.length && read >= expected) return listed;
    seen = `${store.store}: ${read} of ${Math.max(expected, listed.rows.length)}`;
  }
  throw failure('InventoryIncomplete', seen);
}

/** Built-in collections of every site: all devices, and all desktops and servers, which is limited to the former. */
const allSystems = 'SMS00001';
const allDesktopsAndServers = 'SMSDM003';

/**
 * All devices of the site, or a failure. What lies outside a reader's collections and scopes is not refused but
 * missing, so the answer must prove that it is whole: whoever has All Systems sees it, all that is limited to it, and
 * as many devices as it has members.
 */
export async function readSite(configmgr: ConfigMgrPort): Promise<readonly SiteDevice[]> {
  let seen = '';
  for (let pass = 1; pass <= passesMax; pass += 1) {
    const everything = await configmgr.findCollection(allSystems);
    if (everything === undefined) throw hidden(allSystems);
    if ((await configmgr.findCollection(allDesktopsAndServers)) === undefined)
      throw hidden(allDesktopsAndServers);
    const rows = await configmgr.listDevices();
    if (rows.length >= everything.memberCount) return rows;
    seen = `${rows.length} devices of ${everything.memberCount} members of ${allSystems}`;
  }
  throw failure('SiteScopeLimited', seen);
}

function hidden(collectionId: string) {
  return failure('SiteScopeLimited', `collection ${collectionId} is not visible`);
}
