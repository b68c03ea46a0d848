import type { Simulation } from '../../simulation.ts';
import { GraphError, directoryBadRequest, directoryNotFound } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { directoryRules } from '../query/rules.ts';
import { param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';

/** The page names `$filter` by `deviceId`, and nothing else. */
const rules = directoryRules('bitlockerRecoveryKey', {
  filter: { unsupported: 'refused', properties: { deviceId: ['eq'] } },
});

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
        return answerList(request, {
          rows: simulation.recoveryKeys,
          render: (key) => ({ ...key }),
          rules,
        });
      },
    },
    {
      operation: 'bitlockerKeys.get',
      method: 'GET',
      path: '/informationProtection/bitlocker/recoveryKeys/:id',
      family: 'directory',
      handle: (request) => getKey(simulation, request),
    },
  ];
}

/**
 * The key itself comes only when it is asked for by name, with a permission of its own, and every
 * such reading is audited. https://learn.microsoft.com/graph/api/bitlockerrecoverykey-get
 */
function getKey(simulation: Simulation, request: GraphRequest): GraphResponse {
  const { audit, ids, recoveryKeys } = simulation;
  const id = param(request, 'id').toLowerCase();
  const row = recoveryKeys.all().find((key) => key.id === id);
  if (row === undefined) throw directoryNotFound(id);
  const isAsked = request.query['$select']?.split(',').some((name) => name.trim() === 'key');
  if (isAsked !== true) return answerOne(request, { ...row });
  const granted = [...request.caller.roles, ...(request.caller.scopes ?? [])];
  if (!granted.includes('BitlockerKey.Read.All')) {
    const message = "Failed to authorize, token doesn't have the required permissions.";
    throw new GraphError(403, 'authorization_error', message);
  }
  audit.noteKeyRead(request.caller.appId, row);
  const digits = BigInt(`0x${ids.named(`recovery-password:${id}`).replaceAll('-', '')}`);
  const password = String(digits).padStart(48, '0').match(/\d{6}/g)?.join('-') ?? '';
  return answerOne(request, { ...row, key: password });
}
