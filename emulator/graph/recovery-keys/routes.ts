import type { Simulation } from '../../simulation.ts';
import { directoryBadRequest } from '../errors.ts';
import { answerList } from '../query.ts';
import type { GraphRoute } from '../route.ts';

const PAGE_SIZE = 100;

/** https://learn.microsoft.com/graph/api/bitlocker-list-recoverykeys */
export function recoveryKeyRoutes(simulation: Simulation): GraphRoute[] {
  return [
    {
      operation: 'bitlockerKeys.list',
      method: 'GET',
      path: '/informationProtection/bitlocker/recoveryKeys',
      family: 'directory',
      handle: (request) => {
        if (request.headers['user-agent'] === undefined) {
          throw directoryBadRequest('The User-Agent header is required.');
        }
        const entries = simulation.recoveryKeys
          .entries()
          .map(({ sequence, row }) => ({ sequence, row: { ...row } }));
        return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE });
      },
    },
  ];
}
