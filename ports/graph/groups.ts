import type { z } from 'zod';
import { parseBody, unlessNotFound } from './answers.ts';
import { unexpected } from './http.ts';
import type { GraphHttp } from './http.ts';
import { idSegment, quoted } from './identifiers.ts';
import { listAll } from './paging.ts';
import type { DeviceGroup, GraphReads, GraphWrites } from './port.ts';
import { groupSchema, objectIdSchema } from './schema.ts';

type GroupRow = z.infer<typeof groupSchema>;

const fields = 'id,displayName,uniqueName,membershipRule,securityEnabled';

/** The filter is checked again here: what a back end ignores must not choose a group. */
async function listGroups(
  http: GraphHttp,
  property: 'displayName' | 'uniqueName',
  wanted: string,
): Promise<DeviceGroup[]> {
  const $filter = `${property} eq ${quoted(wanted)}`;
  const { rows } = await listAll(
    http,
    { operation: 'groups.list', path: '/groups', query: { $filter, $select: fields } },
    groupSchema,
  );
  const valueOf = (row: GroupRow) =>
    property === 'displayName' ? row.group.displayName : row.uniqueName;
  return (
    rows
      .filter((row) => valueOf(row)?.toLowerCase() === wanted.toLowerCase())
      // Microsoft 365 groups and distribution lists hold people.
      .filter((row) => row.isSecurityGroup)
      .map((row) => row.group)
  );
}

export function createGroupReads(
  http: GraphHttp,
): Pick<GraphReads, 'findDeviceGroups' | 'findDeviceGroupByUniqueName' | 'listGroupDevices'> {
  return {
    findDeviceGroups: (displayName) => listGroups(http, 'displayName', displayName),
    findDeviceGroupByUniqueName: async (uniqueName) =>
      (await listGroups(http, 'uniqueName', uniqueName))[0],
    listGroupDevices: (groupId) => {
      const operation = 'groupMembers.listDevices';
      return listAll(
        http,
        {
          operation,
          path: `/groups/${idSegment(operation, groupId)}/members/microsoft.graph.device`,
          // The cast is an advanced query: it needs the header and the count (graph-api.md §I5).
          query: { $select: 'id', $top: '999', $count: 'true' },
          headers: { ConsistencyLevel: 'eventual' },
        },
        objectIdSchema,
      );
    },
  };
}

/** Members are never added or removed one by one: see `operations.ts` for the danger. */
export function createGroupWrites(
  http: GraphHttp,
): Pick<GraphWrites, 'upsertDynamicDeviceGroup' | 'deleteGroup'> {
  return {
    upsertDynamicDeviceGroup: async ({ uniqueName, displayName, membershipRule }) => {
      const operation = 'groups.upsert';
      const answer = await http.send({
        operation,
        path: `/groups(uniqueName=${encodeURIComponent(quoted(uniqueName))})`,
        headers: { Prefer: 'create-if-missing' },
        body: {
          displayName,
          description: 'Managed by Gangway',
          mailEnabled: false,
          mailNickname: mailNicknameOf(uniqueName),
          securityEnabled: true,
          groupTypes: ['DynamicMembership'],
          membershipRule,
          membershipRuleProcessingState: 'On',
        },
      });
      // 201 carries the group, 204 (it was there) nothing.
      if (answer.body !== undefined) return parseBody(operation, groupSchema, answer).group;
      const [group] = await listGroups(http, 'uniqueName', uniqueName);
      if (group === undefined) throw unexpected(operation, 'ReadBackEmpty', answer.requestId);
      return group;
    },
    deleteGroup: async (groupId) => {
      const operation = 'groups.delete';
      const path = `/groups/${idSegment(operation, groupId)}`;
      await unlessNotFound(http.send({ operation, path }));
    },
  };
}

/** At most 64 characters, ASCII, without the signs of a mail address: graph-api.md §C1. */
function mailNicknameOf(uniqueName: string): string {
  return uniqueName.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 64);
}
