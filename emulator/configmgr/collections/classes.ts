import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { flag, sint32, text, uint32 } from '../columns.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import type { SiteSystem } from '../systems/table.ts';
import { collectionClass } from './collection-class.ts';
import { dependenciesOf } from './table.ts';
import type { Collection } from './table.ts';

export function collectionClasses(simulation: Simulation): SiteClass[] {
  return [
    collectionClass(simulation),
    membershipClass(simulation),
    queryRuleClass(simulation),
    dependencyClass(simulation),
  ];
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/core/clients/collections/sms_fullcollectionmembership-server-wmi-class */
function membershipClass({ site }: Simulation): SiteClass {
  interface Membership {
    collection: Collection;
    system: SiteSystem;
  }
  const isDirect = ({ collection, system }: Membership) =>
    collection.rules.some(
      (rule) => rule.kind === 'direct' && rule.resourceId === system.resourceId,
    );
  return defineClass<Membership>({
    name: 'SMS_FullCollectionMembership',
    key: ['CollectionID', 'ResourceID'],
    columns: {
      CollectionID: text(({ collection }) => collection.collectionId),
      ResourceID: uint32(({ system }) => system.resourceId),
      ResourceType: uint32(() => 5),
      Name: text(({ system }) => system.name),
      Domain: text(({ system }) => system.domain),
      SMSID: text(({ system }) => system.smsId),
      SiteCode: text(({ system }) => (system.isClient ? site.spec.siteCode : null)),
      IsClient: flag(({ system }) => system.isClient),
      IsActive: flag(({ system }) => system.isActive),
      IsAssigned: flag(({ system }) => system.isClient),
      IsApproved: sint32(({ system }) => (system.isClient ? 1 : 2)),
      IsBlocked: flag(({ system }) => system.isBlocked),
      IsObsolete: flag(({ system }) => system.isObsolete),
      IsDecommissioned: flag(() => false),
      IsDirect: flag(isDirect),
      IsAlwaysInternet: flag(() => false),
      IsInternetEnabled: flag(({ system }) => system.aadDeviceId !== null),
      IsVirtualMachine: flag(() => false),
      ClientType: sint32(({ system }) => (system.isClient ? 1 : null)),
      DeviceOwner: sint32(() => 1),
      Priority: sint32(() => 0),
    },
    *list(view, bounds) {
      const [wanted, resource] = [bounds.equal('CollectionID'), bounds.equal('ResourceID')];
      const named = wanted === undefined ? undefined : site.collections.find(wanted);
      const collections = wanted === undefined ? site.collections.all() : named ? [named] : [];
      for (const collection of collections) {
        if (!view.seesCollection(collection.collectionId)) continue;
        const { members } = collection;
        const ids = resource === undefined ? members.keys() : [Number(resource)];
        for (const resourceId of ids) {
          const system = site.systems.find(String(resourceId));
          const isMember = system !== undefined && members.has(resourceId);
          if (isMember && view.seesSystem(resourceId)) yield { collection, system };
        }
      }
    },
    find: ([collectionId = '', resourceId = ''], view) => {
      const collection = site.collections.find(collectionId);
      const system = site.systems.find(resourceId);
      if (collection === undefined || system === undefined) return undefined;
      const isVisible =
        view.seesCollection(collection.collectionId) && view.seesSystem(system.resourceId);
      return isVisible && collection.members.has(system.resourceId)
        ? { collection, system }
        : undefined;
    },
  });
}

/** An embedded class without instances: it is there for its static method. */
function queryRuleClass({ collectionEvaluation }: Simulation): SiteClass {
  return defineClass<PlainRow>({
    name: 'SMS_CollectionRuleQuery',
    key: ['QueryID'],
    superclass: 'SMS_CollectionRule',
    columns: {
      QueryID: uint32(() => null),
      RuleName: text(() => null),
      QueryExpression: text(() => null),
    },
    list: () => [],
    statics: {
      ValidateQuery: {
        parameters: { WQLQuery: { type: 'Edm.String' } },
        right: 'read',
        run: ({ WQLQuery: query }) => ({
          ReturnValue: collectionEvaluation.compile(String(query)) !== undefined,
        }),
      },
    },
  });
}

function dependencyClass({ site }: Simulation): SiteClass {
  interface Dependency {
    dependent: string;
    source: string;
    relationship: number;
  }
  return defineClass<Dependency>({
    name: 'SMS_CollectionDependencies',
    key: ['DependentCollectionID', 'SourceCollectionID', 'RelationshipType'],
    columns: {
      DependentCollectionID: text((each) => each.dependent),
      SourceCollectionID: text((each) => each.source),
      RelationshipType: uint32((each) => each.relationship),
    },
    list: (view) =>
      site.collections
        .all()
        .filter(({ collectionId }) => view.seesCollection(collectionId))
        .flatMap((collection) =>
          dependenciesOf(collection).map(({ id, relationship }) => ({
            dependent: collection.collectionId,
            source: id,
            relationship,
          })),
        ),
  });
}
