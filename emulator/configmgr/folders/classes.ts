import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { text, uint32 } from '../columns.ts';
import { wrongParameter } from '../errors.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import type { Folder, FolderItem } from './table.ts';

/** `ObjectType`: 5000 device collections, 5001 user collections. */
export function folderClasses(simulation: Simulation): SiteClass[] {
  const { folderTree } = simulation.site;
  return [
    defineClass<Folder>({
      name: 'SMS_ObjectContainerNode',
      key: ['ContainerNodeID'],
      columns: {
        ContainerNodeID: uint32((folder) => folder.nodeId),
        Name: text((folder) => folder.name),
        ParentContainerNodeID: uint32((folder) => folder.parentId),
        ObjectType: uint32((folder) => folder.objectType),
      },
      list: () => folderTree.folders,
      create: (body) => addFolder(simulation, body),
    }),
    itemClass(simulation),
  ];
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/core/servers/console/sms_objectcontaineritem-server-wmi-class */
function itemClass(simulation: Simulation): SiteClass {
  const { folderTree } = simulation.site;
  return defineClass<FolderItem>({
    name: 'SMS_ObjectContainerItem',
    key: ['MemberID'],
    columns: {
      MemberID: uint32((item) => item.memberId),
      InstanceKey: text((item) => item.instanceKey),
      ContainerNodeID: uint32((item) => item.nodeId),
      ObjectType: uint32((item) => item.objectType),
    },
    list: () => folderTree.items,
    create: (body) => {
      const nodeId = nodeOf(simulation, body, 'ContainerNodeID');
      return place(simulation, { instanceKey: String(body['InstanceKey']), nodeId });
    },
    statics: {
      MoveMembers: {
        parameters: {
          InstanceKeys: { type: 'Collection(Edm.String)' },
          ContainerNodeID: { type: 'Edm.Int64' },
          TargetContainerNodeID: { type: 'Edm.Int64' },
          ObjectType: { type: 'Edm.Int64' },
        },
        right: 'modify',
        run: (body) => {
          const nodeId = nodeOf(simulation, body, 'TargetContainerNodeID');
          for (const instanceKey of body['InstanceKeys'] as string[]) {
            place(simulation, { instanceKey, nodeId });
          }
          return {};
        },
      },
    },
  });
}

function addFolder({ site }: Simulation, body: PlainRow): Folder {
  const { Name: name, ObjectType: objectType, ParentContainerNodeID: parentId = 0 } = body;
  if (typeof name !== 'string') throw wrongParameter('Name');
  if (typeof objectType !== 'number') throw wrongParameter('ObjectType');
  const folder = {
    nodeId: site.folderTree.nextId(),
    name,
    parentId: parentId as number,
    objectType,
  };
  site.folderTree.folders.push(folder);
  return folder;
}

/** 0 is the root, which every object comes from and may go back to. */
function nodeOf({ site }: Simulation, body: PlainRow, name: string): number {
  const nodeId = body[name] as number | undefined;
  if (nodeId === undefined || (nodeId !== 0 && site.folderTree.find(nodeId) === undefined)) {
    throw wrongParameter(name);
  }
  return nodeId;
}

/** An object lies in one folder at a time. */
function place(
  { site }: Simulation,
  { instanceKey, nodeId }: { instanceKey: string; nodeId: number },
): FolderItem {
  const collection = site.collections.find(instanceKey);
  if (collection === undefined) throw wrongParameter('InstanceKey');
  const { folderTree } = site;
  const before = folderTree.items.findIndex((item) => item.instanceKey === instanceKey);
  if (before >= 0) folderTree.items.splice(before, 1);
  const item = {
    memberId: folderTree.nextId(),
    instanceKey,
    nodeId,
    objectType: collection.collectionType === 2 ? 5000 : 5001,
  };
  if (nodeId !== 0) folderTree.items.push(item);
  return item;
}
