import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { intuneBadRequest } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { intuneRules } from '../query/rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { factsOf, kinds } from './kinds.ts';
import {
  assignedGroupIds,
  assignmentTargetSchema,
  isDefault,
  renderAssignments,
  renderConfiguration,
} from './table.ts';
import type { EnrollmentConfiguration } from './table.ts';

const serverOwned = ['id', 'priority', 'version', 'createdDateTime', 'lastModifiedDateTime'];

const bodySchema = z.object({
  '@odata.type': z.string(),
  displayName: z.string().optional(),
  customErrorMessage: z.string().max(10_000).nullish(),
  selectedMobileAppIds: z.array(z.string()).max(100).nullish(),
  managedDeviceAuthority: z.int().optional(),
  installConfigurationManagerAgent: z.boolean().optional(),
  // https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment#limitations
  configurationManagerAgentCommandLineArgument: z.string().max(1024).optional(),
});
const assignSchema = z.object({
  enrollmentConfigurationAssignments: z.array(z.object({ target: assignmentTargetSchema })),
});

const base = '/deviceManagement/deviceEnrollmentConfigurations';
const rules = intuneRules('deviceEnrollmentConfiguration');

export function enrollmentConfigurationRoutes(simulation: Simulation): GraphRoute[] {
  const { enrollmentConfigurations: table } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const intune = { family: 'intune' } as const;
  return [
    {
      operation: 'enrollmentConfigurations.list',
      ...intune,
      method: 'GET',
      path: base,
      handle: (request) =>
        answerList(request, { rows: table, render: (row) => render(row, request), rules }),
    },
    {
      operation: 'enrollmentConfigurations.create',
      ...intune,
      method: 'POST',
      path: base,
      handle: (request) => create(simulation, request),
    },
    {
      operation: 'enrollmentConfigurations.get',
      ...intune,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => answerOne(request, render(get(request), request)),
    },
    {
      operation: 'enrollmentConfigurations.update',
      ...intune,
      method: 'PATCH',
      path: `${base}/:id`,
      handle: (request) => update(simulation, get(request), request),
    },
    {
      operation: 'enrollmentConfigurations.delete',
      ...intune,
      method: 'DELETE',
      path: `${base}/:id`,
      handle: (request) => remove(simulation, get(request)),
    },
    {
      operation: 'enrollmentConfigurations.assignments',
      ...intune,
      method: 'GET',
      path: `${base}/:id/assignments`,
      handle: (request) => ({ status: 200, body: { value: renderAssignments(get(request)) } }),
    },
    {
      operation: 'enrollmentConfigurations.assign',
      ...intune,
      method: 'POST',
      path: `${base}/:id/assign`,
      handle: (request) => assign(simulation, get(request), request),
    },
    {
      operation: 'enrollmentConfigurations.setPriority',
      ...intune,
      method: 'POST',
      path: `${base}/:id/setPriority`,
      handle: (request) => setPriority(simulation, get(request), request),
    },
  ];
}

function render(configuration: EnrollmentConfiguration, request: GraphRequest) {
  const withAssignments = request.query['$expand']?.includes('assignments') === true;
  return renderConfiguration(configuration, withAssignments);
}

/** No name is unique: the same POST twice makes two policies. */
function create(simulation: Simulation, request: GraphRequest): GraphResponse {
  const body = bodySchema.parse(request.body);
  const kind = kinds.find((known) => body['@odata.type'] === `#microsoft.graph.${known}`);
  if (kind === undefined) throw intuneBadRequest(`Unknown type ${body['@odata.type']}`);
  const { defaults, suffix } = factsOf(kind);
  const { enrollmentConfigurations: table, clock, ids } = simulation;
  const configuration: EnrollmentConfiguration = {
    id: `${ids.next('configuration')}_${suffix}`,
    kind,
    priority: table.nextPriority(kind),
    version: 1,
    createdDateTime: clock.nowIso(),
    lastModifiedDateTime: clock.nowIso(),
    settings: {
      description: '',
      roleScopeTagIds: ['0'],
      ...defaults,
      ...settingsOf(request.body),
    },
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
  const type = bodySchema.parse(request.body)['@odata.type'];
  if (type !== `#microsoft.graph.${configuration.kind}`) {
    throw intuneBadRequest(`The configuration is of another type than ${type}.`);
  }
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
  refuseDefault(configuration, 'deleted');
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
  refuseDefault(configuration, 'assigned');
  const before = assignedGroupIds(configuration);
  // The id of an assignment is made of its group: the same target twice is one.
  const given = body.enrollmentConfigurationAssignments.map(({ target }) => target);
  const targets = new Map(given.map((target) => [JSON.stringify(target), target]));
  configuration.targets = [...targets.values()];
  simulation.events.publish({ type: 'configuration-assigned', configuration, before });
  return noContent;
}

function setPriority(
  simulation: Simulation,
  configuration: EnrollmentConfiguration,
  request: GraphRequest,
): GraphResponse {
  const { priority } = z.object({ priority: z.int().min(1) }).parse(request.body);
  refuseDefault(configuration, 'moved');
  const others = simulation.enrollmentConfigurations
    .ofKind(configuration.kind)
    .filter((other) => other !== configuration && other.priority > 0)
    .sort((left, right) => left.priority - right.priority);
  others.splice(priority - 1, 0, configuration);
  others.forEach((each, index) => (each.priority = index + 1));
  return noContent;
}

/** https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-restrictions-set */
function refuseDefault(configuration: EnrollmentConfiguration, what: string): void {
  if (isDefault(configuration)) throw intuneBadRequest(`The default cannot be ${what}.`);
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
