import type { DirectoryUser } from '../../domain/inventory.ts';
import type { GraphHttp } from './http.ts';
import { quoted } from './identifiers.ts';
import { countAll, listAll } from './paging.ts';
import type { GraphReads } from './port.ts';
import { userSchema } from './schema.ts';

/** The directory refuses a longer `in` list: https://learn.microsoft.com/graph/filter-query-parameter */
const IN_VALUES_MAX = 15;

const list = { operation: 'users.list', path: '/users' } as const;
const fields = { $select: 'id,userPrincipalName,accountEnabled', $top: '999' };

export function createUserReads(
  http: GraphHttp,
): Pick<GraphReads, 'findUsers' | 'listUsers' | 'countUsers'> {
  return {
    findUsers: async (userPrincipalNames) => {
      const names = [...new Set(userPrincipalNames.map((name) => name.toLowerCase()))];
      const users: DirectoryUser[] = [];
      for (let from = 0; from < names.length; from += IN_VALUES_MAX) {
        const values = names.slice(from, from + IN_VALUES_MAX).map(quoted);
        const $filter = `userPrincipalName in (${values.join(',')})`;
        const { rows } = await listAll(
          http,
          { ...list, query: { ...fields, $filter } },
          userSchema,
        );
        // A filter that a back end ignores must not hand over the whole directory.
        users.push(...rows.filter((row) => names.includes(row.userPrincipalName.toLowerCase())));
      }
      return users;
    },
    listUsers: () => listAll(http, { ...list, query: fields }, userSchema),
    countUsers: () => countAll(http, list),
  };
}
