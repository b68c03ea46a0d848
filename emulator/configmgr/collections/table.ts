import { Table } from '../../table.ts';

export type CollectionRule =
  | { kind: 'direct'; ruleName: string; resourceId: number }
  | { kind: 'query'; ruleName: string; queryExpression: string; queryId: number }
  | { kind: 'include' | 'exclude'; ruleName: string; collectionId: string };

/** `CurrentStatus`: 1 ready, 4 evaluating, 5 awaiting refresh. */
export type CollectionStatus = 1 | 4 | 5;
/** `CollectionType`: 1 user, 2 device. */
export type CollectionType = 1 | 2;

export interface Evaluation {
  at: string;
  memberChanges: number;
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/core/clients/collections/sms_collection-server-wmi-class */
export interface Collection {
  collectionId: string;
  name: string;
  comment: string;
  collectionType: CollectionType;
  limitToCollectionId: string;
  refreshType: number;
  isBuiltIn: boolean;
  rules: CollectionRule[];
  /** Resource ids, with the instant at which each became a member. */
  members: Map<number, number>;
  currentStatus: CollectionStatus;
  lastChangeAt: string;
  lastRefreshAt: string | undefined;
  lastMemberChangeAt: string | undefined;
  fullEvaluation: Evaluation | undefined;
  incrementalEvaluation: Evaluation | undefined;
}

export class CollectionTable extends Table<Collection> {
  constructor() {
    super((collection) => collection.collectionId);
  }

  /** What is limited to this one, includes it or excludes it. */
  dependentsOf({ collectionId }: Collection): Collection[] {
    return this.all().filter((each) => dependenciesOf(each).some(({ id }) => id === collectionId));
  }
}

/** `RelationshipType`: 1 limited to, 2 includes, 3 excludes. */
export function dependenciesOf(collection: Collection): { id: string; relationship: number }[] {
  const limit = { id: collection.limitToCollectionId, relationship: 1 };
  const rules = collection.rules.flatMap((rule) => {
    if (rule.kind !== 'include' && rule.kind !== 'exclude') return [];
    return [{ id: rule.collectionId, relationship: rule.kind === 'include' ? 2 : 3 }];
  });
  return collection.limitToCollectionId === '' ? rules : [limit, ...rules];
}
