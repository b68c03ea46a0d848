import { assignedGroupIds, toGroupTarget } from './assignments.ts';
import { findOne, parseBody, unlessNotFound } from './answers.ts';
import { GraphError } from './errors.ts';
import type { GraphHttp } from './http.ts';
import { idSegment } from './identifiers.ts';
import { listAll } from './paging.ts';
import type { OperationName } from './operations.ts';
import type {
  Assigned,
  ComanagementPolicyBody,
  EspProfileBody,
  GraphReads,
  GraphWrites,
} from './port.ts';
import { createdSchema, enrollmentConfigurationSchema } from './schema.ts';
import type { EnrollmentConfiguration } from './schema.ts';

const base = '/deviceManagement/deviceEnrollmentConfigurations';
const espType = '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration';
const comanagementType = '#microsoft.graph.deviceComanagementAuthorityConfiguration';

export function createEnrollmentConfigurationReads(
  http: GraphHttp,
): Pick<GraphReads, 'listEspProfiles' | 'listComanagementPolicies'> {
  return {
    listEspProfiles: async () => (await listOfType(http, espType)).map(toAssigned(toEspProfile)),
    listComanagementPolicies: async () =>
      (await listOfType(http, comanagementType)).map(toAssigned(toComanagementPolicy)),
  };
}

/**
 * All kinds share one collection. The kind is chosen here: the name of the co-management kind in
 * `$filter` is unconfirmed, and `endswith(id,…)` does not work (graph-api.md §D2). The tenant's
 * defaults (priority 0) are left out: nobody made them and nobody can delete them.
 */
async function listOfType(http: GraphHttp, type: string): Promise<EnrollmentConfiguration[]> {
  const { rows } = await listAll(
    http,
    { operation: 'enrollmentConfigurations.list', path: base, query: { $expand: 'assignments' } },
    enrollmentConfigurationSchema,
  );
  return rows.filter((row) => row['@odata.type'] === type && row.priority !== 0);
}

function toAssigned<Body>(toBody: (row: EnrollmentConfiguration) => Body) {
  return (row: EnrollmentConfiguration): Assigned<Body> => ({
    id: row.id,
    body: toBody(row),
    groupIds: assignedGroupIds(row.assignments ?? []),
  });
}

function toEspProfile(row: EnrollmentConfiguration): EspProfileBody {
  return {
    displayName: row.displayName ?? '',
    showInstallationProgress: row.showInstallationProgress ?? false,
    installProgressTimeoutInMinutes: row.installProgressTimeoutInMinutes ?? 0,
  };
}

function toComanagementPolicy(row: EnrollmentConfiguration): ComanagementPolicyBody {
  return {
    displayName: row.displayName ?? '',
    description: row.description ?? '',
    managedDeviceAuthority: row.managedDeviceAuthority ?? 0,
    installConfigurationManagerAgent: row.installConfigurationManagerAgent ?? false,
    configurationManagerAgentCommandLineArgument:
      row.configurationManagerAgentCommandLineArgument ?? '',
  };
}

export function createEnrollmentConfigurationWrites(
  http: GraphHttp,
): Pick<
  GraphWrites,
  | 'createEspProfile'
  | 'createComanagementPolicy'
  | 'assignEnrollmentConfiguration'
  | 'setEnrollmentConfigurationPriority'
  | 'deleteEnrollmentConfiguration'
> {
  const create = async (operation: OperationName, body: object): Promise<string> => {
    const answer = await http.send({ operation, path: base, body });
    return parseBody(operation, createdSchema, answer).id;
  };
  return {
    createEspProfile: (body) => create('enrollmentStatusPage.create', espBody(body)),
    createComanagementPolicy: (body) =>
      create('comanagementPolicy.create', {
        '@odata.type': comanagementType,
        ...body,
        roleScopeTagIds: ['0'],
      }),
    assignEnrollmentConfiguration: async (id, groupIds) => {
      const operation = 'enrollmentConfigurations.assign';
      const path = `${base}/${idSegment(operation, id)}/assign`;
      const enrollmentConfigurationAssignments = groupIds.map(toGroupTarget);
      await http.send({ operation, path, body: { enrollmentConfigurationAssignments } });
    },
    setEnrollmentConfigurationPriority: async (id, priority) => {
      const operation = 'enrollmentConfigurations.setPriority';
      const path = `${base}/${idSegment(operation, id)}/setPriority`;
      await http.send({ operation, path, body: { priority } });
    },
    deleteEnrollmentConfiguration: (id) => deleteConfiguration(http, id),
  };
}

/** The example of graph-api.md §E1; what our body does not say is the admin centre's default. */
function espBody(body: EspProfileBody): object {
  return {
    '@odata.type': espType,
    description: '',
    blockDeviceSetupRetryByUser: false,
    allowDeviceResetOnInstallFailure: true,
    allowLogCollectionOnInstallFailure: true,
    customErrorMessage: 'Setup could not be completed. Contact support.',
    allowDeviceUseOnInstallFailure: false,
    selectedMobileAppIds: [],
    trackInstallProgressForAutopilotOnly: true,
    disableUserStatusTrackingAfterFirstUser: true,
    roleScopeTagIds: ['0'],
    ...body,
  };
}

/** A repeat answers 404, sometimes 400: both mean gone when the next read says 404 (§D3). */
async function deleteConfiguration(http: GraphHttp, id: string): Promise<void> {
  const operation = 'enrollmentConfigurations.delete';
  const path = `${base}/${idSegment(operation, id)}`;
  try {
    await unlessNotFound(http.send({ operation, path }));
  } catch (error) {
    if (!(error instanceof GraphError) || error.status !== 400) throw error;
    const get = { operation: 'enrollmentConfigurations.get', path } as const;
    if ((await findOne(http, get, createdSchema)) !== undefined) throw error;
  }
}
