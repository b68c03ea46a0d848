import type { PlainRow } from '../../http/odata-match.ts';
import { wrongParameter } from '../errors.ts';
import type { CollectionRule } from './table.ts';

const prefix = '#AdminService.SMS_CollectionRule';
const members: Readonly<Record<string, readonly string[]>> = {
  [`${prefix}Direct`]: ['ResourceClassName', 'ResourceID'],
  [`${prefix}Query`]: ['QueryExpression', 'QueryID'],
  [`${prefix}IncludeCollection`]: ['IncludeCollectionID'],
  [`${prefix}ExcludeCollection`]: ['ExcludeCollectionID'],
};

export interface RuleContext {
  nextQueryId: () => number;
  isQuery: (text: string) => boolean;
  hasCollection: (id: string) => boolean;
}

/** Numbers must be numbers: a string where an integer belongs is answered by a 404. */
export function toRule(wire: unknown, context: RuleContext): CollectionRule {
  const body = wire as PlainRow;
  const type = String(body['@odata.type']);
  const known = members[type];
  if (known === undefined) throw wrongParameter('collectionRule');
  const unknown = Object.keys(body).find(
    (name) => name !== '@odata.type' && name !== 'RuleName' && !known.includes(name),
  );
  if (unknown !== undefined) throw wrongParameter(unknown);
  const ruleName = typeof body['RuleName'] === 'string' ? body['RuleName'] : '';
  switch (type) {
    case `${prefix}Direct`: {
      const resourceId = body['ResourceID'];
      if (!Number.isInteger(resourceId)) throw wrongParameter('ResourceID');
      return { kind: 'direct', ruleName, resourceId: resourceId as number };
    }
    case `${prefix}Query`: {
      const { QueryExpression: queryExpression, QueryID: queryId } = body;
      if (typeof queryExpression !== 'string' || !context.isQuery(queryExpression)) {
        throw wrongParameter('QueryExpression');
      }
      if (queryId !== undefined && !Number.isInteger(queryId)) throw wrongParameter('QueryID');
      return { kind: 'query', ruleName, queryExpression, queryId: context.nextQueryId() };
    }
    default: {
      const kind = type === `${prefix}IncludeCollection` ? 'include' : 'exclude';
      const name = known[0] ?? '';
      const collectionId = body[name];
      if (typeof collectionId !== 'string' || !context.hasCollection(collectionId)) {
        throw wrongParameter(name);
      }
      return { kind, ruleName, collectionId };
    }
  }
}

export function toWireRule(rule: CollectionRule): PlainRow {
  const common = { RuleName: rule.ruleName };
  switch (rule.kind) {
    case 'direct':
      return {
        '@odata.type': `${prefix}Direct`,
        ...common,
        ResourceClassName: 'SMS_R_System',
        ResourceID: rule.resourceId,
      };
    case 'query':
      return {
        '@odata.type': `${prefix}Query`,
        ...common,
        QueryExpression: rule.queryExpression,
        QueryID: rule.queryId,
      };
    case 'include':
      return {
        '@odata.type': `${prefix}IncludeCollection`,
        ...common,
        IncludeCollectionID: rule.collectionId,
      };
    case 'exclude':
      return {
        '@odata.type': `${prefix}ExcludeCollection`,
        ...common,
        ExcludeCollectionID: rule.collectionId,
      };
  }
}

export function isSameRule(left: CollectionRule, right: CollectionRule): boolean {
  if (left.kind === 'query' && right.kind === 'query') {
    return left.queryExpression === right.queryExpression && left.ruleName === right.ruleName;
  }
  if (left.kind === 'direct' && right.kind === 'direct') {
    return left.resourceId === right.resourceId;
  }
  return JSON.stringify(left) === JSON.stringify(right);
}
