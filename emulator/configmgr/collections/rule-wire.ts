import type { PlainRow } from '../../http/odata-match.ts';
import { wrongParameter } from '../errors.ts';
import type { CollectionRule } from './table.ts';
import { parseWql } from './wql.ts';

const prefix = '#AdminService.SMS_CollectionRule';

/** Numbers must be numbers: a string where an integer belongs is answered by a 404. */
export function toRule(wire: unknown, nextQueryId: () => number): CollectionRule {
  if (typeof wire !== 'object' || wire === null) throw wrongParameter('collectionRule');
  const body = wire as PlainRow;
  const ruleName = typeof body['RuleName'] === 'string' ? body['RuleName'] : '';
  switch (body['@odata.type']) {
    case `${prefix}Direct`: {
      const resourceId = body['ResourceID'];
      if (typeof resourceId !== 'number') throw wrongParameter('ResourceID');
      return { kind: 'direct', ruleName, resourceId };
    }
    case `${prefix}Query`: {
      const queryExpression = body['QueryExpression'];
      if (typeof queryExpression !== 'string' || parseWql(queryExpression) === undefined) {
        throw wrongParameter('QueryExpression');
      }
      return { kind: 'query', ruleName, queryExpression, queryId: nextQueryId() };
    }
    case `${prefix}IncludeCollection`:
      return { kind: 'include', ruleName, collectionId: String(body['IncludeCollectionID']) };
    case `${prefix}ExcludeCollection`:
      return { kind: 'exclude', ruleName, collectionId: String(body['ExcludeCollectionID']) };
    default:
      throw wrongParameter('collectionRule');
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
