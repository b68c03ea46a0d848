import type { Simulation } from '../../simulation.ts';
import { GraphError } from '../errors.ts';
import { answerList } from '../query.ts';
import { intuneRules } from '../query/rules.ts';
import type { GraphRequest, GraphResponse } from '../route.ts';
import { NO_DATE, renderIdentity } from './table.ts';

/**
 * Only `contains(serialNumber,'X')` is understood: `eq`, and any other property, answer 400
 * (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/3693,
 * https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/1260), and so does a serial
 * number with a hyphen (https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/2464).
 */
const autopilotIdentityRules = intuneRules('windowsAutopilotDeviceIdentity', {
  filter: {
    unsupported: 'malformed',
    properties: { serialNumber: ['contains'] },
    accepts: ({ leaf }) => leaf.kind === 'text' && !leaf.value.includes('-'),
  },
});

export function listAutopilotIdentities(
  simulation: Simulation,
  request: GraphRequest,
): GraphResponse {
  // https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/2756
  if (request.query['$select'] !== undefined) {
    throw new GraphError(500, 'InternalServerError', 'An internal server error has occurred');
  }
  return answerList(request, {
    rows: simulation.autopilotIdentities,
    // The list says so even of a device that did call in; only the single GET tells. Observed by
    // https://github.com/realmjoin/realmjoin-runbooks, whose clean-up asks for each one by itself.
    render: (row) => ({ ...renderIdentity(row), lastContactedDateTime: NO_DATE }),
    rules: autopilotIdentityRules,
  });
}
