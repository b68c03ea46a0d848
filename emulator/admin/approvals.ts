import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { GraphError } from '../graph/errors.ts';
import { decide, decisions } from '../graph/operation-approval/decisions.ts';
import { renderApprovalRequest } from '../graph/operation-approval/table.ts';
import type { ApprovalRequest, Identity } from '../graph/operation-approval/table.ts';
import type { Simulation } from '../simulation.ts';

const decisionSchema = z.strictObject({
  decision: z.enum(decisions),
  /** User principal name of the administrator, or the client id of an application that tries. */
  by: z.string(),
  justification: z.string().default(''),
});

/** The portal of Multi Admin Approval: what its requests hold back, and the people who decide. */
export function registerApprovalRoutes(app: FastifyInstance, simulation: Simulation): void {
  app.get('/_emulator/approvals', () => simulation.approvalRequests.all().map(render));
  app.post<{ Params: { id: string } }>('/_emulator/approvals/:id', (request, reply) => {
    const { by, decision, justification } = decisionSchema.parse(request.body);
    const requestId = request.params.id;
    try {
      const identity = identityNamed(simulation, by);
      return render(decide(simulation, { requestId, decision, by: identity, justification }));
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const { code, message, status } = error;
      return reply.status(status).send({ error: { code, message } });
    }
  });
}

function identityNamed({ operationApproval, world }: Simulation, name: string): Identity {
  const app = world.apps.find((each) => each.clientId === name || each.name === name);
  const caller = { roles: [], appId: app?.clientId ?? '' };
  return operationApproval.identityOf(app === undefined ? { ...caller, user: name } : caller);
}

/** With what only the portal shows: the request that waits. */
function render(request: ApprovalRequest): Record<string, unknown> {
  const { bodyText, entityIds, method, url } = request;
  return { ...renderApprovalRequest(request), method, url, bodyText, entityIds };
}
