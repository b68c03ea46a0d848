import type { Simulation } from '../../simulation.ts';
import { GraphError, intuneBadRequest } from '../errors.ts';
import type { ApprovalRequest, Identity } from './table.ts';

export const decisions = ['approve', 'reject', 'cancel'] as const;
export type Decision = (typeof decisions)[number];

export interface Verdict {
  requestId: string;
  decision: Decision;
  by: Identity;
  justification: string;
}

/**
 * What a person does in the portal. Nobody approves their own request, and an application approves
 * none at all, whatever permissions the page of the action lists.
 * https://learn.microsoft.com/intune/fundamentals/role-based-access-control/multi-admin-approval
 */
export function decide(simulation: Simulation, verdict: Verdict): ApprovalRequest {
  const { approvalRequests, operationApproval } = simulation;
  const { by, decision } = verdict;
  const request = approvalRequests.get(verdict.requestId);
  const isOwn = request.requestor.id === by.id;
  if (decision === 'cancel') {
    if (!isOwn) throw refused('Only the requestor can cancel a request.');
  } else {
    if (by.kind === 'application') throw refused('Applications cannot decide on requests.');
    if (isOwn) throw refused('Nobody decides on their own request.');
  }
  if (!operationApproval.move(request, decision)) {
    throw intuneBadRequest(`The request is ${request.status}.`);
  }
  if (decision !== 'cancel') {
    request.approver = by;
    request.approvalJustification = verdict.justification;
  }
  return request;
}

function refused(message: string): GraphError {
  return new GraphError(403, 'Forbidden', message);
}
