import { z } from 'zod';
import { daysBefore } from '../../clock.ts';
import type { Simulation } from '../../simulation.ts';
import { only } from '../../table.ts';
import { intuneNotFound } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { intuneRules } from '../query/rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { decide } from './decisions.ts';
import type { Decision } from './decisions.ts';
import type { ApprovalPolicy } from './protected-operations.ts';
import { isActive, renderApprovalRequest } from './table.ts';
import type { ApprovalRequest } from './table.ts';

const policyBase = '/deviceManagement/operationApprovalPolicies';
const base = '/deviceManagement/operationApprovalRequests';
/** Thirty days: https://learn.microsoft.com/intune/fundamentals/role-based-access-control/multi-admin-approval */
const VISIBLE_MS = 30 * 86_400_000;
const beta = { family: 'intune' } as const;

const decisionSchema = z.object({ justification: z.string().nullish() });
const statusSchema = z.object({ entityId: z.string(), entityType: z.string().nullish() });

/** https://learn.microsoft.com/graph/api/resources/intune-rbac-operationapprovalrequest */
export function operationApprovalRoutes(simulation: Simulation): GraphRoute[] {
  return [
    ...policyRoutes(simulation),
    {
      operation: 'operationApprovalRequests.list',
      ...beta,
      method: 'GET',
      path: base,
      handle: (request) => list(simulation, request),
    },
    {
      // Both are bound to the collection: with an id in the path they match no route.
      operation: 'operationApprovalRequests.cancelMyRequest',
      ...beta,
      method: 'POST',
      path: `${base}/cancelMyRequest`,
      handle: (request) => {
        const { id } = z.object({ id: z.string() }).parse(request.body);
        decideBy(simulation, request, { requestId: id, decision: 'cancel' });
        return noContent;
      },
    },
    {
      operation: 'operationApprovalRequests.retrieveRequestStatus',
      ...beta,
      method: 'POST',
      path: `${base}/retrieveRequestStatus`,
      handle: (request) => retrieveStatus(simulation, request),
    },
    {
      operation: 'operationApprovalRequests.get',
      ...beta,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => {
        const found = simulation.approvalRequests.get(param(request, 'id'));
        if (!isVisible(simulation, request, found)) throw intuneNotFound(found.id);
        return answerOne(request, renderApprovalRequest(found));
      },
    },
    ...(['approve', 'reject'] as const).map((decision): GraphRoute => ({
      operation: `operationApprovalRequests.${decision}`,
      ...beta,
      method: 'POST',
      path: `${base}/:id/${decision}`,
      handle: (request) => {
        const { justification } = decisionSchema.parse(request.body ?? {});
        const requestId = param(request, 'id');
        decideBy(simulation, request, { requestId, decision, justification });
        return { status: 200, body: { value: '' } };
      },
    })),
  ];
}

function policyRoutes(simulation: Simulation): GraphRoute[] {
  const { world } = simulation;
  const policies = () => world.operationApprovalPolicies;
  return [
    {
      operation: 'operationApprovalPolicies.list',
      ...beta,
      method: 'GET',
      path: policyBase,
      handle: (request) => {
        const entries = policies().map((policy, index) => ({
          sequence: index + 1,
          row: renderPolicy(simulation, policy),
        }));
        return answerList(request, { entries, pageSize: 100, pageSizeMax: 1000 });
      },
    },
    {
      operation: 'operationApprovalPolicies.get',
      ...beta,
      method: 'GET',
      path: `${policyBase}/:id`,
      handle: (request) => {
        const id = param(request, 'id');
        const rows = policies().map((policy) => renderPolicy(simulation, policy));
        const row = rows.find((each) => each['id'] === id);
        if (row === undefined) throw intuneNotFound(id);
        return answerOne(request, row);
      },
    },
  ];
}

function renderPolicy({ ids, world }: Simulation, policy: ApprovalPolicy): Record<string, unknown> {
  return {
    id: policy.id ?? ids.named(`approval-policy:${policy.displayName}`),
    displayName: policy.displayName,
    description: '',
    lastModifiedDateTime: daysBefore(world.startAt, 30),
    policyType: policy.policyType,
    policyPlatform: policy.policyPlatform,
    approverGroupIds: policy.approverGroupIds,
  };
}

/** The page filters on `requestId`, which the entity does not have: 400, as scripts found out. */
function list(simulation: Simulation, request: GraphRequest): GraphResponse {
  return answerList(request, {
    rows: only(simulation.approvalRequests, (row) => isVisible(simulation, request, row)),
    render: renderApprovalRequest,
    rules: intuneRules('operationApprovalRequest'),
  });
}

function isVisible(simulation: Simulation, request: GraphRequest, row: ApprovalRequest): boolean {
  const { clock, operationApproval, world } = simulation;
  if (clock.nowMs() - Date.parse(row.lastModifiedDateTime) > VISIBLE_MS) return false;
  if (world.operationApproval.visibility === 'all') return true;
  return operationApproval.identityOf(request.caller).id === row.requestor.id;
}

function decideBy(
  simulation: Simulation,
  request: GraphRequest,
  given: { requestId: string; decision: Decision; justification?: string | null | undefined },
): void {
  decide(simulation, {
    ...given,
    justification: given.justification ?? '',
    by: simulation.operationApproval.identityOf(request.caller),
  });
}

/** https://learn.microsoft.com/graph/api/intune-rbac-operationapprovalrequest-retrieverequeststatus */
function retrieveStatus(simulation: Simulation, request: GraphRequest): GraphResponse {
  const { entityId } = statusSchema.parse(request.body);
  const rows = simulation.approvalRequests
    .all()
    .filter((row) => row.entityIds.includes(entityId.toLowerCase()));
  const last = rows.at(-1);
  const value = {
    requestId: last?.id ?? null,
    requestStatus: last?.status ?? 'unknown',
    requestExpirationDateTime: last?.expirationDateTime ?? null,
    entityLocked: rows.some(isActive),
  };
  return { status: 200, body: { value } };
}
