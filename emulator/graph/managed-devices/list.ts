import type { Filter } from '../../http/odata-filter.ts';
import type { Simulation } from '../../simulation.ts';
import { answerList } from '../query.ts';
import { clausesOf } from '../query/clauses.ts';
import { intuneRules } from '../query/rules.ts';
import type { FilterOperator } from '../query/rules.ts';
import type { GraphRequest, GraphResponse } from '../route.ts';
import { renderManagedDevice } from './render.ts';

/**
 * What can be filtered stands on no page of Microsoft's; these are the findings of the field, of
 * https://github.com/microsoftgraph/microsoft-graph-docs/issues/19890 among others. Anything else
 * is let fall without a word, and every device comes back:
 * https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/235
 */
const filterable: Readonly<Record<string, readonly FilterOperator[]>> = {
  azureADDeviceId: ['eq'],
  // https://github.com/andrew-s-taylor/WindowsAutopilotInfo finds devices by the serial's beginning.
  serialNumber: ['eq', 'startswith'],
  deviceName: ['eq', 'contains', 'startswith'],
  managementAgent: ['eq'],
  managementState: ['eq'],
  complianceState: ['eq'],
  operatingSystem: ['eq'],
  manufacturer: ['eq'],
  deviceCategoryDisplayName: ['eq'],
  model: ['eq', 'contains'],
  emailAddress: ['contains'],
  osVersion: ['contains'],
  userPrincipalName: ['eq', 'ne'],
  enrolledDateTime: ['lt', 'gt'],
  lastSyncDateTime: ['lt', 'gt'],
};

export const managedDeviceRules = intuneRules('managedDevice', {
  filter: { unsupported: 'ignored', properties: filterable, understood: firstEntraIdOnly },
  // https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1391 shows one unasked.
  countsPages: true,
});

export function listManagedDevices(simulation: Simulation, request: GraphRequest): GraphResponse {
  return answerList(request, {
    rows: simulation.managedDevices,
    render: renderManagedDevice,
    rules: managedDeviceRules,
    isPlain: true,
  });
}

/**
 * `azureADDeviceId eq 'a' or azureADDeviceId eq 'b'` finds the device of the first alternative.
 * https://github.com/microsoftgraph/msgraph-beta-sdk-dotnet/issues/1156
 */
function firstEntraIdOnly(filter: Filter): Filter {
  if (filter.kind !== 'and' && filter.kind !== 'or') return filter;
  const isAlternative =
    filter.kind === 'or' &&
    clausesOf(filter).every(({ property }) => property.toLowerCase() === 'azureaddeviceid');
  if (isAlternative) return firstEntraIdOnly(filter.left);
  const [left, right] = [firstEntraIdOnly(filter.left), firstEntraIdOnly(filter.right)];
  return { ...filter, left, right };
}
