import type { z } from 'zod';
import { create, findByKey, invoke, listRows, remove } from './answers.ts';
import type { AdminHttp } from './http.ts';
import { quoted } from './odata.ts';
import type { Collection, ConfigMgrPort } from './port.ts';
import {
  collectionFields,
  collectionRulesSchema,
  collectionSchema,
  createdCollectionSchema,
} from './schema.ts';

const CLASS = 'SMS_Collection';
/** `CollectionType` 2: devices. */
const DEVICE_COLLECTION = 2;
/** `RefreshType` 4: incremental; a schedule cannot be set over REST (§6). */
const INCREMENTAL = 4;
/** `CurrentStatus` 1: evaluated and at rest. */
const READY = 1;

export function createCollections(
  http: AdminHttp,
): Pick<
  ConfigMgrPort,
  | 'findCollections'
  | 'findCollection'
  | 'createDeviceCollection'
  | 'addQueryRule'
  | 'listQueryRules'
  | 'requestRefresh'
  | 'deleteCollection'
> {
  const listQueryRules = async (collectionId: string) => {
    const found = await findByKey(http, CLASS, collectionId, collectionRulesSchema);
    // Direct, include and exclude rules carry no query.
    return (found?.CollectionRules ?? []).flatMap(({ RuleName, QueryExpression }) =>
      QueryExpression === undefined ? [] : [{ name: RuleName ?? '', query: QueryExpression }],
    );
  };
  return {
    findCollections: async (name) => {
      const $filter = `Name eq ${quoted(name)} and CollectionType eq ${DEVICE_COLLECTION}`;
      const query = { $filter, $select: collectionFields };
      const rows = await listRows(http, CLASS, query, collectionSchema);
      // The site's collation ignores case; so does this second look at what the filter chose.
      return rows.filter((row) => row.Name.toLowerCase() === name.toLowerCase()).map(toCollection);
    },
    findCollection: async (collectionId) => {
      const found = await findByKey(http, CLASS, collectionId, collectionSchema);
      return found && toCollection(found);
    },
    createDeviceCollection: async ({ name, limitToCollectionId, comment }) => {
      const body = {
        Name: name,
        CollectionType: DEVICE_COLLECTION,
        LimitToCollectionID: limitToCollectionId,
        Comment: comment,
        RefreshType: INCREMENTAL,
      };
      return (await create(http, CLASS, body, createdCollectionSchema)).CollectionID;
    },
    addQueryRule: async (collectionId, rule) => {
      const rules = await listQueryRules(collectionId);
      if (rules.some(({ name }) => name === rule.name)) return;
      const collectionRule = {
        '@odata.type': '#AdminService.SMS_CollectionRuleQuery',
        RuleName: rule.name,
        QueryExpression: rule.query,
      };
      // The plural method is exposed but always fails (§6.2).
      const target = { className: CLASS, key: collectionId, method: 'AddMembershipRule' };
      await invoke(http, target, { collectionRule });
    },
    listQueryRules,
    requestRefresh: (collectionId) =>
      invoke(http, { className: CLASS, key: collectionId, method: 'RequestRefresh' }, {}),
    deleteCollection: (collectionId) => remove(http, CLASS, collectionId),
  };
}

function toCollection(row: z.infer<typeof collectionSchema>): Collection {
  return {
    collectionId: row.CollectionID,
    name: row.Name,
    comment: row.Comment ?? '',
    memberCount: row.MemberCount ?? 0,
    isReady: row.CurrentStatus === READY,
  };
}
