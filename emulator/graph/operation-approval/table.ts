import { omit } from '../../omit.ts';
import { Table } from '../../table.ts';
import { intuneNotFound } from '../errors.ts';

export type ApprovalStatus =
  'needsApproval' | 'approved' | 'rejected' | 'cancelled' | 'completed' | 'expired';

/** Who filed or decided. */
export interface Identity {
  kind: 'application' | 'user';
  id: string;
  displayName: string;
}

/** https://learn.microsoft.com/graph/api/resources/intune-rbac-operationapprovalrequest */
export interface ApprovalRequest {
  id: string;
  requestDateTime: string;
  lastModifiedDateTime: string;
  expirationDateTime: string;
  requestor: Identity;
  approver: Identity | undefined;
  status: ApprovalStatus;
  requestJustification: string;
  approvalJustification: string | null;
  policyType: string;
  /** Ours: what was held back, and which entities it locks. */
  method: string;
  url: string;
  bodyText: string;
  entityIds: string[];
}

export type ApprovalTransitionName = 'approve' | 'reject' | 'cancel' | 'complete' | 'expire';

interface ApprovalTransition {
  from: readonly ApprovalStatus[];
  to: ApprovalStatus;
  /** Who sets it off. */
  by: 'approver' | 'requestor' | 'time';
}

/** `approved` is not done: the caller has to repeat its request. It expires, too. */
export const approvalTransitions: Readonly<Record<ApprovalTransitionName, ApprovalTransition>> = {
  approve: { from: ['needsApproval'], to: 'approved', by: 'approver' },
  reject: { from: ['needsApproval'], to: 'rejected', by: 'approver' },
  cancel: { from: ['needsApproval', 'approved'], to: 'cancelled', by: 'requestor' },
  complete: { from: ['approved'], to: 'completed', by: 'requestor' },
  expire: { from: ['needsApproval', 'approved'], to: 'expired', by: 'time' },
};

export class ApprovalRequestTable extends Table<ApprovalRequest> {
  constructor() {
    super((request) => request.id);
  }

  get(id: string): ApprovalRequest {
    const request = this.find(id);
    if (request === undefined) throw intuneNotFound(id);
    return request;
  }

  /** Those that lock one of the entities. */
  activeOver(entityIds: readonly string[]): ApprovalRequest[] {
    return this.all().filter(
      (request) => isActive(request) && request.entityIds.some((id) => entityIds.includes(id)),
    );
  }
}

export function isActive({ status }: ApprovalRequest): boolean {
  return status === 'needsApproval' || status === 'approved';
}

/** The documentation filters on `requestId`, but the entity has only `id`. */
export function renderApprovalRequest(request: ApprovalRequest): Record<string, unknown> {
  const { requestor, approver, policyType } = request;
  return {
    ...omit(request, ['method', 'url', 'bodyText', 'entityIds', 'policyType']),
    requestor: renderIdentity(requestor),
    approver: approver === undefined ? null : renderIdentity(approver),
    requiredOperationApprovalPolicyTypes: [policyType],
  };
}

function renderIdentity({ kind, id, displayName }: Identity): Record<string, unknown> {
  const identity = { id, displayName };
  return {
    user: kind === 'user' ? identity : null,
    application: kind === 'application' ? identity : null,
    device: null,
  };
}
