import { daysBefore } from '../../clock.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { directoryNotFound } from '../errors.ts';
import { answerRows } from '../list-rows.ts';
import { answerOne } from '../query.ts';
import { directoryListRules } from '../query/directory-rules.ts';
import { param } from '../route.ts';
import type { GraphRequest, GraphRoute } from '../route.ts';
import { appRoleAssignmentRows, servicePrincipalIdOf, servicePrincipalRows } from './table.ts';

const family = 'directory';

/** The application side of consent: what a client may ask about itself. */
export function servicePrincipalRoutes({ ids, world }: Simulation): GraphRoute[] {
  const find = (request: GraphRequest, key: 'id' | 'appId'): PlainRow => {
    const wanted = param(request, key).toLowerCase();
    const row = servicePrincipalRows(world).find((each) => each[key] === wanted);
    if (row === undefined) throw directoryNotFound(wanted);
    return row;
  };
  return [
    {
      operation: 'servicePrincipals.list',
      method: 'GET',
      path: '/servicePrincipals',
      family,
      handle: (request) =>
        answerRows(request, servicePrincipalRows(world), directoryListRules('servicePrincipal')),
    },
    {
      operation: 'servicePrincipals.getByAppId',
      method: 'GET',
      path: "/servicePrincipals(appId=':appId')",
      family,
      handle: (request) => answerOne(request, find(request, 'appId')),
    },
    {
      operation: 'servicePrincipals.get',
      method: 'GET',
      path: '/servicePrincipals/:id',
      family,
      handle: (request) => answerOne(request, find(request, 'id')),
    },
    {
      operation: 'servicePrincipals.appRoleAssignments',
      method: 'GET',
      path: '/servicePrincipals/:id/appRoleAssignments',
      family,
      handle: (request) => {
        const id = find(request, 'id')['id'];
        const app = world.apps.find((each) => servicePrincipalIdOf(world, each.clientId) === id);
        const granted = daysBefore(world.startAt, 200);
        const assignments = app === undefined ? [] : appRoleAssignmentRows(world, app, granted);
        return answerRows(request, assignments, directoryListRules('appRoleAssignment'));
      },
    },
    {
      operation: 'applications.list',
      method: 'GET',
      path: '/applications',
      family,
      handle: (request) =>
        answerRows(
          request,
          world.apps.map(({ clientId, name }) => ({
            id: ids.named(`application:${clientId}`),
            deletedDateTime: null,
            appId: clientId,
            displayName: name,
            createdDateTime: daysBefore(world.startAt, 400),
            identifierUris: [],
          })),
          directoryListRules('application'),
        ),
    },
  ];
}
