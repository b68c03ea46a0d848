import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationOf } from '../../emulator/graph/metadata/operations.ts';
import { allTypes, isKindOf, typeOf } from '../../emulator/graph/metadata/types.ts';
import type { GraphRoute } from '../../emulator/graph/route.ts';
import { graphRoutes } from '../../emulator/graph/routes.ts';
import {
  autopilot,
  closeLaboratories,
  configurations,
  imported,
  managed,
  openLaboratory,
  profiles,
} from './support.ts';
import type { Laboratory } from './support.ts';
import { keyOf } from './contract/walk.ts';

const esp = { '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration' };
const profile = { '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile' };

/** What a client sends is held against the type that the operation declares, before it is done. */
describe('request bodies', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory({ throttling: { mode: 'off' } });
  });
  afterAll(closeLaboratories);

  it('with a property that Microsoft does not know are refused by every write', async () => {
    const writes = graphRoutes(lab.emulator.simulation).filter(
      (route) => route.method !== 'GET' && route.method !== 'DELETE' && isForApplications(route),
    );
    const accepted: string[] = [];
    for (const route of writes) {
      const path = route.path.replaceAll(/:[A-Za-z]+/g, 'x');
      const body = { ...leastBodyOf(route), notMicrosofts: 1 };
      const answer = await lab.graph(route.method, `/beta${path}`, { body });
      const isRefused =
        answer.status === 400 && answer.body.error.message.includes('notMicrosofts');
      if (!isRefused) accepted.push(`${keyOf(route)}: ${answer.status}`);
    }
    expect(accepted).toEqual([]);
    expect(writes.length).toBeGreaterThan(30);
  });

  it.each([
    [
      'directory: an unknown property',
      ['PATCH', '/v1.0/devices/x', { frozen: true }],
      ['Request_BadRequest', "Invalid property 'frozen'."],
    ],
    [
      'directory: a text where a boolean is due',
      ['PATCH', '/v1.0/devices/x', { accountEnabled: 'false' }],
      [
        'Request_BadRequest',
        "Cannot convert the literal 'false' to the expected type 'Edm.Boolean'.",
      ],
    ],
    [
      'directory: one value where a list is due',
      ['POST', '/v1.0/groups', { groupTypes: 'DynamicMembership' }],
      [
        'Request_BadRequest',
        "An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartArray' node was expected.",
      ],
    ],
    [
      'Intune: an abstract type',
      ['POST', `/beta${configurations}`, { displayName: 'ESP' }],
      ['ModelValidationFailure', 'Cannot create an abstract class.'],
    ],
    [
      'Intune: an unknown type',
      ['POST', `/beta${configurations}`, { '@odata.type': '#microsoft.graph.espConfiguration' }],
      [
        'ModelValidationFailure',
        "A type named 'microsoft.graph.espConfiguration' could not be resolved by the model. When a model is available, each type name must resolve to a valid type.",
      ],
    ],
    [
      'Intune: a type of another family',
      ['POST', `/beta${configurations}`, profile],
      [
        'ModelValidationFailure',
        "An entry with type 'microsoft.management.services.api.azureADWindowsAutopilotDeploymentProfile' was found, but it is not assignable to the expected type 'microsoft.management.services.api.deviceEnrollmentConfiguration'. The type specified in the entry must be equal to either the expected type or a derived type.",
      ],
    ],
    [
      'Intune: a beta-only type on v1.0',
      [
        'POST',
        `/v1.0${configurations}`,
        { '@odata.type': '#microsoft.graph.deviceComanagementAuthorityConfiguration' },
      ],
      [
        'ModelValidationFailure',
        "A type named 'microsoft.graph.deviceComanagementAuthorityConfiguration' could not be resolved by the model. When a model is available, each type name must resolve to a valid type.",
      ],
    ],
    [
      'Intune: a beta-only property on v1.0',
      ['POST', `/v1.0${configurations}`, { ...esp, roleScopeTagIds: ['0'] }],
      [
        'ModelValidationFailure',
        "The property 'roleScopeTagIds' does not exist on type 'microsoft.management.services.api.windows10EnrollmentCompletionPageConfiguration'. Make sure to only use property names that are defined by the type.",
      ],
    ],
    [
      'Intune: a member that the enumeration lacks, deep inside',
      [
        'POST',
        `/beta${profiles}`,
        { ...profile, outOfBoxExperienceSetting: { userType: 'guest' } },
      ],
      ['ModelValidationFailure', "Requested value 'guest' was not found."],
    ],
    [
      'Intune: a number where a text is due, in a list of objects',
      [
        'POST',
        `/v1.0${imported}/import`,
        { importedWindowsAutopilotDeviceIdentities: [{ serialNumber: 5 }] },
      ],
      [
        'ModelValidationFailure',
        "Cannot convert the literal '5' to the expected type 'Edm.String'.",
      ],
    ],
    [
      'Intune: a target without its type',
      [
        'POST',
        `/beta${configurations}/x/assign`,
        { enrollmentConfigurationAssignments: [{ target: { groupId: 'x' } }] },
      ],
      ['ModelValidationFailure', 'Cannot create an abstract class.'],
    ],
    [
      'no body where one is due',
      ['POST', `/beta${profiles}`, undefined],
      [
        'BadRequest',
        'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
      ],
    ],
  ] as const)('are refused in Microsoft’s words: %s', async (_name, request, [code, message]) => {
    const [method, path, body] = request;
    const answer = await lab.graph(method, path, { body });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ code, message });
  });

  it('of an action are refused by Intune itself, wrapped', async () => {
    const wrong = { body: { keepEverything: true } };
    const answer = await lab.graph('POST', `/v1.0${managed}/x/wipe`, wrong);
    expect(answer.status).toBe(400);
    const { Message } = JSON.parse(answer.body.error.message) as { Message: string };
    expect(Message).toMatch(/^Invalid ODataActionParameter 'keepEverything' - Operation ID/);
  });

  it('may hold a beta-only parameter on beta alone', async () => {
    const ask = { body: { useProtectedWipe: true } };
    expect((await lab.graph('POST', `/v1.0${managed}/x/wipe`, ask)).status).toBe(400);
    expect((await lab.graph('POST', `/beta${managed}/x/wipe`, ask)).status).toBe(404);
    const name = { body: { deviceFriendlyName: 'x' } };
    const path = `${autopilot}/x/updateDeviceProperties`;
    expect((await lab.graph('POST', `/v1.0${path}`, name)).status).toBe(400);
    expect((await lab.graph('POST', `/beta${path}`, name)).status).toBe(404);
  });
});

function isForApplications(route: GraphRoute): boolean {
  return operationOf(route.operation).roles.length > 0;
}

/** As little as passes for a body of the declared type: the name of one that can be made. */
function leastBodyOf(route: GraphRoute): object {
  const { request } = operationOf(route.operation);
  if (request === null || !('type' in request) || !typeOf(request.type).isAbstract) return {};
  const made = allTypes().find((type) => !type.isAbstract && isKindOf(type.name, request.type));
  return { '@odata.type': `#microsoft.graph.${made?.name ?? ''}` };
}
