export interface Folder {
  nodeId: number;
  name: string;
  parentId: number;
  objectType: number;
}

export interface FolderItem {
  memberId: number;
  instanceKey: string;
  nodeId: number;
  objectType: number;
}

const FIRST_NODE_ID = 16_777_230;

/** Console folders and what lies in them; nothing in the root folder 0 has an item. */
export class FolderTree {
  readonly folders: Folder[] = [];
  readonly items: FolderItem[] = [];
  #nextId = FIRST_NODE_ID;

  nextId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  find(nodeId: number): Folder | undefined {
    return this.folders.find((folder) => folder.nodeId === nodeId);
  }

  pathOf(instanceKey: string): string {
    const item = this.items.find((each) => each.instanceKey === instanceKey);
    const names: string[] = [];
    let folder = item && this.find(item.nodeId);
    while (folder !== undefined) {
      names.unshift(folder.name);
      folder = this.find(folder.parentId);
    }
    return `/${names.join('/')}`;
  }
}
