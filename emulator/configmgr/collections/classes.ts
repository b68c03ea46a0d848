import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { AdminServiceError, instanceNotFound, readerFailure, wrongParameter } from '../errors.ts';
import type { SiteClass } from '../site-class.ts';
import { toRule, toWireRule } from './rule-wire.ts';
import type { Collection, CollectionRule } from './table.ts';

/** What WMI shows for a time that is not set. */
const UNSET_TIME = '1980-01-01T00:00:00Z';

export function collectionClasses(simulation: Simulation): SiteClass[] {
  const { site, collectionEvaluation } = simulation;
  const get = (key: string): Collection => {
    const collection = site.collections.find(key);
    if (collection === undefined) throw instanceNotFound();
    return collection;
  };
  return [
    {
      name: 'SMS_Collection',
      key: ['CollectionID'],
      lazy: ['CollectionRules', 'RefreshSchedule', 'RefreshType'],
      rows: () => site.collections.all().map((each) => collectionRow(simulation, each)),
      create: (body) => collectionRow(simulation, create(simulation, body)),
      remove: (key) => {
        if (get(key).isBuiltIn) throw new AdminServiceError(500, 'Built-in collections stay.');
        site.collections.delete(key);
      },
      methods: {
        AddMembershipRule: (key, body) => addRule(simulation, get(key), body),
        // Exposed, but broken on every site seen.
        AddMembershipRules: () => {
          throw readerFailure();
        },
        DeleteMembershipRule: (key, body) => deleteRule(simulation, get(key), body),
        RequestRefresh: (key) => {
          collectionEvaluation.schedule(get(key));
          return {};
        },
      },
    },
    {
      name: 'SMS_FullCollectionMembership',
      key: ['CollectionID', 'ResourceID'],
      rows: () => membershipRows(simulation),
    },
  ];
}

function collectionRow({ site }: Simulation, collection: Collection): PlainRow {
  const limit = site.collections.find(collection.limitToCollectionId);
  return {
    CollectionID: collection.collectionId,
    Name: collection.name,
    Comment: collection.comment,
    CollectionType: 2,
    LimitToCollectionID: collection.limitToCollectionId,
    LimitToCollectionName: limit?.name ?? '',
    CollectionRules: collection.rules.map(toWireRule),
    RefreshType: collection.refreshType,
    RefreshSchedule: [],
    CurrentStatus: collection.currentStatus,
    MemberCount: collection.members.size,
    LocalMemberCount: collection.members.size,
    LastRefreshTime: collection.lastRefreshAt ?? UNSET_TIME,
    IsBuiltIn: collection.isBuiltIn,
    IsReferenceCollection: false,
    OwnedByThisSite: true,
    MemberClassName: `SMS_CM_RES_COLL_${collection.collectionId}`,
    ObjectPath: '/',
  };
}

function create({ site }: Simulation, body: PlainRow): Collection {
  const { Name: name, LimitToCollectionID: limit, Comment: comment, RefreshType: type } = body;
  if (body['RefreshSchedule'] !== undefined) throw wrongParameter('RefreshSchedule');
  if (typeof name !== 'string') throw wrongParameter('Name');
  if (typeof limit !== 'string' || site.collections.find(limit) === undefined) {
    throw wrongParameter('LimitToCollectionID');
  }
  if (type !== undefined && typeof type !== 'number') throw wrongParameter('RefreshType');
  return site.addCollection({
    name,
    comment: typeof comment === 'string' ? comment : '',
    limitToCollectionId: limit,
    refreshType: type ?? 1,
  });
}

function addRule(simulation: Simulation, collection: Collection, body: PlainRow): PlainRow {
  const rule = toRule(body['collectionRule'], () => simulation.site.nextQueryId());
  const isThere = collection.rules.some((existing) => isSameRule(existing, rule));
  if (!isThere) collection.rules.push(rule);
  simulation.collectionEvaluation.schedule(collection);
  return { QueryID: rule.kind === 'query' ? rule.queryId : 0 };
}

function deleteRule(simulation: Simulation, collection: Collection, body: PlainRow): PlainRow {
  const rule = toRule(body['collectionRule'], () => 0);
  collection.rules = collection.rules.filter((existing) => !isSameRule(existing, rule));
  simulation.collectionEvaluation.schedule(collection);
  return {};
}

function isSameRule(left: CollectionRule, right: CollectionRule): boolean {
  if (left.kind === 'query' && right.kind === 'query') {
    return left.queryExpression === right.queryExpression && left.ruleName === right.ruleName;
  }
  return JSON.stringify(left) === JSON.stringify(right);
}

function membershipRows({ site }: Simulation): PlainRow[] {
  return site.collections.all().flatMap((collection) =>
    Array.from(collection.members.keys(), (resourceId) => {
      const system = site.systems.find(String(resourceId));
      return {
        CollectionID: collection.collectionId,
        ResourceID: resourceId,
        Name: system?.name ?? '',
        Domain: system?.domain ?? '',
        SMSID: system?.smsId ?? '',
        SiteCode: site.spec.siteCode,
        ResourceType: 5,
        IsClient: system?.isClient ?? false,
        IsActive: system?.isActive ?? false,
        IsObsolete: system?.isObsolete ?? false,
        IsDirect: collection.rules.some(
          (rule) => rule.kind === 'direct' && rule.resourceId === resourceId,
        ),
      };
    }),
  );
}
