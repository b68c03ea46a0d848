import { Table } from '../../table.ts';

export type CollectionRule =
  | { kind: 'direct'; ruleName: string; resourceId: number }
  | { kind: 'query'; ruleName: string; queryExpression: string; queryId: number }
  | { kind: 'include' | 'exclude'; ruleName: string; collectionId: string };

/** https://learn.microsoft.com/mem/configmgr/develop/reference/core/clients/collections/sms_collection-server-wmi-class */
export interface Collection {
  collectionId: string;
  name: string;
  comment: string;
  limitToCollectionId: string;
  refreshType: number;
  isBuiltIn: boolean;
  rules: CollectionRule[];
  /** Resource ids, with the instant at which each became a member. */
  members: Map<number, number>;
  currentStatus: 1 | 5;
  lastRefreshAt: string | undefined;
}

export class CollectionTable extends Table<Collection> {
  constructor() {
    super((collection) => collection.collectionId);
  }
}
