import type { Simulation } from '../../simulation.ts';
import { directoryNotFound } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { directoryRules } from '../query/rules.ts';
import { param } from '../route.ts';
import type { GraphRoute } from '../route.ts';

const rules = directoryRules('deviceLocalCredentialInfo', {
  filter: { unsupported: 'unchecked', properties: {} },
  search: ['deviceName'],
});

/** Metadata only. https://learn.microsoft.com/graph/api/directory-list-devicelocalcredentials */
export function localCredentialRoutes(simulation: Simulation): GraphRoute[] {
  const { localCredentials } = simulation;
  return [
    {
      operation: 'laps.list',
      method: 'GET',
      path: '/directory/deviceLocalCredentials',
      family: 'directory',
      handle: (request) =>
        answerList(request, { rows: localCredentials, render: (row) => ({ ...row }), rules }),
    },
    {
      operation: 'laps.get',
      method: 'GET',
      path: '/directory/deviceLocalCredentials/:id',
      family: 'directory',
      handle: (request) => {
        const credential = localCredentials.find(param(request, 'id'));
        if (credential === undefined) throw directoryNotFound(param(request, 'id'));
        return answerOne(request, { ...credential });
      },
    },
  ];
}
