import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { intuneBadRequest } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { capitalize } from './seed.ts';
import {
  assignedGroupIds,
  assignmentTargetSchema,
  kinds,
  renderAssignments,
  renderConfiguration,
} from './table.ts';
import type { EnrollmentConfiguration } from './table.ts';

const PAGE_SIZE = 1000;
const serverOwned = ['id', 'priority', 'version', 'createdDateTime', 'lastModifiedDateTime'];

const bodySchema = z.object({
  '@odata.type': z.string(),
  displayName: z.string().optional(),
  managedDeviceAuthority: z.int().optional(),
  installConfigurationManagerAgent: z.boolean().optional(),
  // https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment#limitations
  configurationManagerAgentCommandLineArgument: z.string().max(1024).optional(),
});
const assignSchema = z.object({
  enrollmentConfigurationAssignments: z.array(z.object({ target: assignmentTargetSchema })),
});

const base = '/deviceManagement/deviceEnrollmentConfigurations';

export function enrollmentConfigurationRoutes(simulation: Simulation): GraphRoute[] {
  const { enrollmentConfigurations: table } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const read = { operation: 'enrollmentConfigurations.read', family: 'intune' } as const;
  const write = { operation: 'enrollmentConfigurations.write', family: 'intune' } as const;
  return [
    {
      ...read,
      method: 'GET',
      path: base,
      handle: (request) => {
        const entries = table
          .entries()
          .map(({ sequence, row }) => ({ sequence, row: render(row, request) }));
        return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE });
      },
    },
    { ...write, method: 'POST', path: base, handle: (request) => create(simulation, request) },
    {
      ...read,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => answerOne(request, render(get(request), request)),
    },
    {
      ...write,
      method: 'PATCH',
      path: `${base}/:id`,
      handle: (request) => update(simulation, get(request), request),
    },
    {
      ...write,
      method: 'DELETE',
      path: `${base}/:id`,
      handle: (request) => remove(simulation, get(request)),
    },
    {
      ...read,
      method: 'GET',
      path: `${base}/:id/assignments`,
      handle: (request) => ({ status: 200, body: { value: renderAssignments(get(request)) } }),
    },
    {
      ...write,
      method: 'POST',
      path: `${base}/:id/assign`,
      handle: (request) => assign(simulation, get(request), request),
    },
    {
      ...write,
      method: 'POST',
      path: `${base}/:id/setPriority`,
      handle: (request) => setPriority(simulation, get(request), request),
    },
  ];
}

function render(configuration: EnrollmentConfiguration, request: GraphRequest) {
  return renderConfiguration(configuration, {
    isBeta: request.version === 'beta',
    withAssignments: request.query['$expand']?.includes('assignments') === true,
  });
}

/** No name is unique: the same POST twice makes two policies. */
function create(simulation: Simulation, request: GraphRequest): GraphResponse {
  const body = bodySchema.parse(request.body);
  const kind = kinds.find((known) => body['@odata.type'] === `#microsoft.graph.${known}`);
  if (kind === undefined) throw intuneBadRequest(`Unknown type ${body['@odata.type']}`);
  const isBetaOnly = kind === 'deviceComanagementAuthorityConfiguration';
  if (isBetaOnly && request.version !== 'beta') {
    throw intuneBadRequest(`A type named '${kind}' could not be resolved by the model.`);
  }
  const { enrollmentConfigurations: table, clock, ids } = simulation;
  const configuration: EnrollmentConfiguration = {
    id: `${ids.next('configuration')}_${capitalize(kind)}`,
    kind,
    priority: table.nextPriority(kind),
    version: 1,
    createdDateTime: clock.nowIso(),
    lastModifiedDateTime: clock.nowIso(),
    settings: { description: '', roleScopeTagIds: ['0'], ...settingsOf(request.body) },
    targets: [],
  };
  table.add(configuration);
  return answerOne(request, render(configuration, request), 201);
}

function update(
  simulation: Simulation,
  configuration: EnrollmentConfiguration,
  request: GraphRequest,
): GraphResponse {
  bodySchema.parse(request.body);
  const settings = settingsOf(request.body);
  const changes = Object.keys(settings).filter(
    (key) => JSON.stringify(settings[key]) !== JSON.stringify(configuration.settings[key]),
  );
  simulation.events.publish({ type: 'configuration-changed', configuration, changes });
  Object.assign(configuration.settings, settings);
  configuration.version += 1;
  configuration.lastModifiedDateTime = simulation.clock.nowIso();
  return answerOne(request, render(configuration, request));
}

function remove(simulation: Simulation, configuration: EnrollmentConfiguration): GraphResponse {
  if (configuration.priority === 0) throw intuneBadRequest('The default cannot be deleted.');
  simulation.events.publish({ type: 'configuration-deleted', configuration });
  simulation.enrollmentConfigurations.delete(configuration.id);
  return noContent;
}

/** Replaces the complete list: https://learn.microsoft.com/graph/api/intune-onboarding-deviceenrollmentconfiguration-assign */
function assign(
  simulation: Simulation,
  configuration: EnrollmentConfiguration,
  request: GraphRequest,
): GraphResponse {
  const body = assignSchema.parse(request.body);
  const before = assignedGroupIds(configuration);
  configuration.targets = body.enrollmentConfigurationAssignments.map(({ target }) => target);
  simulation.events.publish({ type: 'configuration-assigned', configuration, before });
  return noContent;
}

function setPriority(
  simulation: Simulation,
  configuration: EnrollmentConfiguration,
  request: GraphRequest,
): GraphResponse {
  const { priority } = z.object({ priority: z.int().min(1) }).parse(request.body);
  const others = simulation.enrollmentConfigurations
    .ofKind(configuration.kind)
    .filter((other) => other !== configuration && other.priority > 0)
    .sort((left, right) => left.priority - right.priority);
  others.splice(priority - 1, 0, configuration);
  others.forEach((each, index) => (each.priority = index + 1));
  return noContent;
}

function settingsOf(body: unknown): Record<string, unknown> {
  const ignored = [
    ...serverOwned,
    '@odata.type',
    'deviceEnrollmentConfigurationType',
    'assignments',
  ];
  return Object.fromEntries(
    Object.entries(body as object).filter(([key]) => !ignored.includes(key)),
  );
}
