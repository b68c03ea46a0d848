import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { only } from '../../table.ts';
import { intuneBadRequest } from '../errors.ts';
import { answerRows } from '../list-rows.ts';
import { answerList, answerOne } from '../query.ts';
import { intuneRules } from '../query/rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import {
  appAssignmentSchema,
  appKinds,
  renderApp,
  renderAppAssignment,
  withAssignmentId,
} from './table.ts';
import type { MobileApp, NewAppAssignment } from './table.ts';

const base = '/deviceAppManagement/mobileApps';
/** What the service fills in by itself. */
const serverOwned = [
  '@odata.type',
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'publishingState',
  'isAssigned',
  'assignments',
];

const createSchema = z.object({ '@odata.type': z.string(), displayName: z.string().min(1) });
const assignSchema = z.object({ mobileAppAssignments: z.array(appAssignmentSchema) });

export function mobileAppRoutes(simulation: Simulation): GraphRoute[] {
  const { mobileApps: table } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const family = 'intune';
  return [
    {
      operation: 'mobileApps.list',
      method: 'GET',
      path: base,
      family,
      handle: (request) => list(simulation, request),
    },
    {
      operation: 'mobileApps.create',
      method: 'POST',
      path: base,
      family,
      handle: (request) => create(simulation, request),
    },
    {
      operation: 'mobileApps.get',
      method: 'GET',
      path: `${base}/:id`,
      family,
      handle: (request) => answerOne(request, render(get(request), request)),
    },
    {
      operation: 'mobileApps.assignments',
      method: 'GET',
      path: `${base}/:id/assignments`,
      family,
      handle: (request) =>
        answerRows(
          request,
          get(request).assignments.map(renderAppAssignment),
          intuneRules('mobileAppAssignment'),
        ),
    },
    {
      operation: 'mobileApps.assign',
      method: 'POST',
      path: `${base}/:id/assign`,
      family,
      handle: (request) => {
        const app = get(request);
        // Replaces the whole list: https://learn.microsoft.com/graph/api/intune-apps-mobileapp-assign
        const { mobileAppAssignments } = assignSchema.parse(request.body);
        assignInstead(simulation, app, mobileAppAssignments);
        return noContent;
      },
    },
    {
      operation: 'mobileApps.addAssignment',
      method: 'POST',
      path: `${base}/:id/assignments`,
      family,
      handle: (request) => {
        const app = get(request);
        assignInstead(simulation, app, [
          ...app.assignments,
          appAssignmentSchema.parse(request.body),
        ]);
        const added = app.assignments.at(-1);
        return { status: 201, body: added === undefined ? undefined : renderAppAssignment(added) };
      },
    },
  ];
}

/** Store apps show in beta only: their type is unknown to v1.0. */
function list({ mobileApps }: Simulation, request: GraphRequest): GraphResponse {
  return answerList(request, {
    rows: only(mobileApps, (app) => request.version === 'beta' || app.kind !== 'winGetApp'),
    render: (app) => render(app, request),
    rules: intuneRules('mobileApp'),
  });
}

function render(app: MobileApp, request: GraphRequest): Record<string, unknown> {
  return renderApp(app, request.query['$expand']?.includes('assignments') === true);
}

/** No name is unique. Only Store apps come without content, so only those get published. */
function create(simulation: Simulation, request: GraphRequest): GraphResponse {
  const body = createSchema.parse(request.body);
  const kind = appKinds.find((known) => body['@odata.type'] === `#microsoft.graph.${known}`);
  if (kind === undefined) throw intuneBadRequest(`Unknown type ${body['@odata.type']}`);
  if (kind === 'winGetApp' && request.version !== 'beta') {
    throw intuneBadRequest(`A type named '${kind}' could not be resolved by the model.`);
  }
  const { clock, ids, mobileApps, world } = simulation;
  const given = Object.entries(request.body as object);
  const app: MobileApp = {
    id: ids.next('mobile-app'),
    kind,
    createdDateTime: clock.nowIso(),
    lastModifiedDateTime: clock.nowIso(),
    publishingState: 'notPublished',
    settings: {
      roleScopeTagIds: ['0'],
      ...Object.fromEntries(given.filter(([key]) => !serverOwned.includes(key))),
    },
    assignments: [],
  };
  mobileApps.add(app);
  if (kind === 'winGetApp') {
    clock.after(world.timings.appPublishingMinutes / 2, () => {
      app.publishingState = 'processing';
    });
    clock.after(world.timings.appPublishingMinutes, () => {
      app.publishingState = 'published';
    });
  }
  return answerOne(request, render(app, request), 201);
}

/** A group has one intent for an app; an app is assigned when it is published (both unconfirmed). */
function assignInstead(
  simulation: Simulation,
  app: MobileApp,
  assignments: NewAppAssignment[],
): void {
  if (app.publishingState !== 'published') {
    throw intuneBadRequest('The app is not published yet.');
  }
  const targets = assignments.map(({ target }) => target.groupId ?? target['@odata.type']);
  if (new Set(targets).size !== targets.length) {
    throw intuneBadRequest('The app is assigned to the same target more than once.');
  }
  app.assignments = [];
  for (const assignment of assignments) {
    app.assignments.push(withAssignmentId(app, assignment));
  }
  app.lastModifiedDateTime = simulation.clock.nowIso();
  simulation.events.publish({ type: 'mobile-app-assigned', appId: app.id });
}
