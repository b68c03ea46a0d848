import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { CallerView } from '../callers/caller-view.ts';
import { UNSET_TIME, embedded, flag, instant, lazy, sint32, text, uint32 } from '../columns.ts';
import type { Column } from '../columns.ts';
import { notFound, providerFailure, readerFailure, wrongParameter } from '../errors.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass, SiteMethod } from '../site-class.ts';
import { isSameRule, toRule, toWireRule } from './rule-wire.ts';
import type { Collection, CollectionType } from './table.ts';

/** 2111, the first release whose REST layer takes membership rules. */
const BUILD_WITH_RULES = 9068;
const refreshTypes = [1, 2, 4, 6];

export function collectionClass(simulation: Simulation): SiteClass {
  const { site } = simulation;
  return defineClass<Collection>({
    name: 'SMS_Collection',
    key: ['CollectionID'],
    columns: collectionColumns(simulation),
    list: (view) => site.collections.all().filter((each) => view.seesCollection(each.collectionId)),
    find: ([id = ''], view) => {
      const found = site.collections.find(id);
      return found && view.seesCollection(found.collectionId) ? found : undefined;
    },
    create: (body, view) => create(simulation, body, view),
    update: (collection, body) => {
      update(simulation, collection, body);
    },
    remove: (collection) => {
      remove(simulation, collection);
    },
    methods: methods(simulation),
  });
}

function collectionColumns({ site }: Simulation): Record<string, Column<Collection>> {
  const never = instant<Collection>(() => UNSET_TIME);
  return {
    CollectionID: text((c) => c.collectionId),
    Name: text((c) => c.name),
    Comment: text((c) => c.comment),
    CollectionType: uint32((c) => c.collectionType),
    LimitToCollectionID: text((c) => c.limitToCollectionId),
    LimitToCollectionName: text((c) => site.collections.find(c.limitToCollectionId)?.name ?? ''),
    CollectionRules: lazy(embedded('SMS_CollectionRule', (c) => c.rules.map(toWireRule))),
    RefreshType: lazy(uint32((c) => c.refreshType)),
    RefreshSchedule: lazy(embedded('SMS_ScheduleToken', () => [])),
    CurrentStatus: uint32((c) => c.currentStatus),
    MemberCount: sint32((c, view) => view.countMembers(c.members)),
    LocalMemberCount: sint32((c, view) => view.countMembers(c.members)),
    LastChangeTime: instant((c) => c.lastChangeAt),
    LastRefreshTime: instant((c) => c.lastRefreshAt ?? UNSET_TIME),
    LastMemberChangeTime: instant((c) => c.lastMemberChangeAt ?? UNSET_TIME),
    FullEvaluationLastRefreshTime: instant((c) => c.fullEvaluation?.at ?? UNSET_TIME),
    FullEvaluationMemberChanges: sint32((c) => c.fullEvaluation?.memberChanges ?? 0),
    FullEvaluationNextRefreshTime: never,
    FullEvaluationRunTime: sint32(() => 0),
    IncrementalEvaluationLastRefreshTime: instant((c) => c.incrementalEvaluation?.at ?? UNSET_TIME),
    IncrementalEvaluationMemberChanges: sint32((c) => c.incrementalEvaluation?.memberChanges ?? 0),
    IncrementalEvaluationRunTime: sint32(() => 0),
    IsBuiltIn: flag((c) => c.isBuiltIn),
    IsReferenceCollection: flag(() => false),
    OwnedByThisSite: flag(() => true),
    UseCluster: flag(() => false),
    HasProvisionedMember: flag(() => false),
    IncludeExcludeCollectionsCount: sint32(
      (c) => c.rules.filter(({ kind }) => kind === 'include' || kind === 'exclude').length,
    ),
    ServiceWindowsCount: sint32(() => 0),
    PowerConfigsCount: sint32(() => 0),
    CollectionVariablesCount: sint32(() => 0),
    CloudSyncCount: sint32(() => 0),
    ServicePartners: sint32(() => 0),
    MonitoringFlags: uint32(() => 0),
    MemberClassName: text((c) => `SMS_CM_RES_COLL_${c.collectionId}`),
    ObjectPath: text((c) => site.folderPathOf(c.collectionId)),
  };
}

function create(simulation: Simulation, body: PlainRow, view: CallerView): Collection {
  const { site } = simulation;
  const { Name: name, Comment: comment, LimitToCollectionID: limitId } = body;
  if (typeof name !== 'string' || name === '') throw wrongParameter('Name');
  refuseDuplicateName(simulation, name);
  const limit = typeof limitId === 'string' ? site.collections.find(limitId) : undefined;
  if (limit === undefined || !view.seesCollection(limit.collectionId)) {
    throw wrongParameter('LimitToCollectionID');
  }
  const collectionType = (body['CollectionType'] ?? 2) as CollectionType;
  if (collectionType !== limit.collectionType) throw wrongParameter('CollectionType');
  return site.addCollection({
    name,
    comment: typeof comment === 'string' ? comment : '',
    collectionType,
    limitToCollectionId: limit.collectionId,
    refreshType: refreshTypeOf(body) ?? 1,
  });
}

function update(simulation: Simulation, collection: Collection, body: PlainRow): void {
  const { clock, collectionEvaluation, site } = simulation;
  refuseBuiltIn(collection);
  const { CollectionID: id, Name: name, Comment: comment, LimitToCollectionID: limitId } = body;
  if (id !== undefined && id !== collection.collectionId) throw wrongParameter('CollectionID');
  const type = body['CollectionType'];
  if (type !== undefined && type !== collection.collectionType) {
    throw wrongParameter('CollectionType');
  }
  if (typeof name === 'string' && name !== collection.name) {
    refuseDuplicateName(simulation, name);
    collection.name = name;
  }
  if (typeof comment === 'string') collection.comment = comment;
  if (typeof limitId === 'string' && limitId !== collection.limitToCollectionId) {
    if (site.collections.find(limitId) === undefined) throw wrongParameter('LimitToCollectionID');
    collection.limitToCollectionId = limitId;
    collectionEvaluation.schedule(collection);
  }
  collection.refreshType = refreshTypeOf(body) ?? collection.refreshType;
  collection.lastChangeAt = clock.nowIso();
}

function refreshTypeOf(body: PlainRow): number | undefined {
  const type = body['RefreshType'];
  if (type === undefined) return undefined;
  if (!refreshTypes.includes(type as number)) throw wrongParameter('RefreshType');
  return type as number;
}

function refuseDuplicateName({ site }: Simulation, name: string): void {
  if (site.spec.behaviour.duplicateNames === 'accepted') return;
  const isTaken = site.collections
    .all()
    .some((each) => each.name.toLowerCase() === name.toLowerCase());
  if (isTaken) throw providerFailure('An object with the specified name already exists.');
}

function refuseBuiltIn(collection: Collection): void {
  if (collection.isBuiltIn) throw providerFailure('A built-in collection cannot be changed.');
}

/** Deployments to it go with it. */
function remove({ site }: Simulation, collection: Collection): void {
  refuseBuiltIn(collection);
  const isNeeded = site.collections.dependentsOf(collection).length > 0;
  if (isNeeded && site.spec.behaviour.deleteWithDependents === 'refused') {
    throw providerFailure('The collection is used by other collections.');
  }
  for (const { assignmentId, body } of site.assignments.all()) {
    if (body['TargetCollectionID'] === collection.collectionId) {
      site.assignments.delete(String(assignmentId));
    }
  }
  site.collections.delete(collection.collectionId);
}

function methods(simulation: Simulation): Record<string, SiteMethod<Collection>> {
  const { collectionEvaluation, site } = simulation;
  const parameters = { collectionRule: { type: 'AdminService.SMS_CollectionRule' } } as const;
  const ruleOf = (body: PlainRow, nextQueryId: () => number) =>
    toRule(body['collectionRule'], {
      nextQueryId,
      isQuery: (query) => collectionEvaluation.compile(query) !== undefined,
      hasCollection: (id) => site.collections.find(id) !== undefined,
    });
  return {
    AddMembershipRule: {
      parameters,
      right: 'modify',
      run: (collection, body) => {
        if (site.spec.buildNumber < BUILD_WITH_RULES) throw notFound('AddMembershipRule');
        refuseBuiltIn(collection);
        const rule = ruleOf(body, () => site.nextQueryId());
        const isThere = collection.rules.some((existing) => isSameRule(existing, rule));
        if (isThere && site.spec.behaviour.duplicateDirectRule === 'refused') {
          throw providerFailure('The rule exists already.');
        }
        if (!isThere) collection.rules.push(rule);
        collectionEvaluation.schedule(collection);
        return { QueryID: rule.kind === 'query' ? rule.queryId : 0 };
      },
    },
    AddMembershipRules: {
      parameters: {
        collectionRules: { type: 'Collection(AdminService.SMS_CollectionRule)', isOptional: true },
      },
      right: 'modify',
      // Exposed, but broken on every site seen.
      // https://github.com/joshburkard/MECMAdminService
      run: () => {
        throw readerFailure();
      },
    },
    DeleteMembershipRule: {
      parameters,
      right: 'modify',
      run: (collection, body) => {
        refuseBuiltIn(collection);
        const rule = ruleOf(body, () => 0);
        collection.rules = collection.rules.filter((existing) => !isSameRule(existing, rule));
        collectionEvaluation.schedule(collection);
        return {};
      },
    },
    RequestRefresh: {
      parameters: { IncludeSubCollections: { type: 'Edm.Boolean', isOptional: true } },
      right: 'read',
      run: (collection) => {
        collectionEvaluation.schedule(collection);
        return {};
      },
    },
  };
}
