import { omit } from '../../omit.ts';
import { Table } from '../../table.ts';
import { directoryNotFound } from '../errors.ts';

/** https://learn.microsoft.com/graph/api/resources/group */
export interface Group {
  id: string;
  displayName: string;
  description: string | null;
  uniqueName: string | null;
  mailEnabled: boolean;
  mailNickname: string;
  securityEnabled: boolean;
  groupTypes: string[];
  membershipRule: string | null;
  membershipRuleProcessingState: 'On' | 'Paused' | null;
  createdDateTime: string;
  /** Ours: object ids of devices, users and groups. */
  members: Set<string>;
  /** Ours: object ids of users and service principals. */
  owners: Set<string>;
}

export class GroupTable extends Table<Group> {
  constructor() {
    super((group) => group.id);
  }

  get(id: string): Group {
    const group = this.find(id);
    if (group === undefined) throw directoryNotFound(id);
    return group;
  }

  findByUniqueName(uniqueName: string): Group | undefined {
    return this.all().find((group) => group.uniqueName === uniqueName);
  }
}

export function isDynamic(group: Pick<Group, 'groupTypes'>): boolean {
  return group.groupTypes.includes('DynamicMembership');
}

export function renderGroup(group: Group): Record<string, unknown> {
  return omit(group, ['members', 'owners']);
}
