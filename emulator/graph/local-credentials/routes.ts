import type { Simulation } from '../../simulation.ts';
import { directoryNotFound } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { param } from '../route.ts';
import type { GraphRoute } from '../route.ts';

const PAGE_SIZE = 100;

/** Metadata only. https://learn.microsoft.com/graph/api/directory-list-devicelocalcredentials */
export function localCredentialRoutes(simulation: Simulation): GraphRoute[] {
  const { localCredentials } = simulation;
  return [
    {
      operation: 'laps.read',
      method: 'GET',
      path: '/directory/deviceLocalCredentials',
      family: 'directory',
      handle: (request) => {
        const entries = localCredentials
          .entries()
          .map(({ sequence, row }) => ({ sequence, row: { ...row } }));
        return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: 999 });
      },
    },
    {
      operation: 'laps.read',
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
