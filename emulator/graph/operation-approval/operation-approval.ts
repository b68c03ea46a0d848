import { toIso } from '../../clock.ts';
import type { Simulation } from '../../simulation.ts';
import type { Caller, GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import {
  CODE_HEADER,
  JUSTIFICATION_HEADER,
  alreadyRequested,
  approvalRequired,
  bareForbidden,
  decodeJustification,
  missingJustification,
  requireGuid,
} from './answers.ts';
import { entityIdsOf, isProtectedBy } from './protected-operations.ts';
import type { ApprovalPolicy } from './protected-operations.ts';
import { approvalTransitions } from './table.ts';
import type { ApprovalRequest, ApprovalTransitionName, Identity } from './table.ts';

const DAY_MS = 86_400_000;

interface Attempt {
  request: GraphRequest;
  policy: ApprovalPolicy;
  entityIds: string[];
}

/**
 * Multi Admin Approval: a protected write is filed instead of done, a second person approves it,
 * and the very same caller repeats the very same request with the code it was given.
 * https://learn.microsoft.com/intune/fundamentals/role-based-access-control/multi-admin-approval-graph-api
 */
export class OperationApproval {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Puts the gate before every write; reads are never held back. */
  guard(route: GraphRoute): GraphRoute {
    if (route.method === 'GET') return route;
    return { ...route, handle: (request) => this.#pass(request, route) };
  }

  async #pass(request: GraphRequest, route: GraphRoute): Promise<GraphResponse> {
    const operation = route.operationFor?.(request) ?? route.operation;
    const policy = this.#policyOver(request, operation);
    if (policy === undefined) return route.handle(request);
    const attempt = { request, policy, entityIds: entityIdsOf(request) };
    this.#requireDevice(request, operation);
    const justification = request.headers[JUSTIFICATION_HEADER];
    // With both headers a new request is filed: they exclude each other.
    if (justification !== undefined) throw this.#file(attempt, decodeJustification(justification));
    const code = request.headers[CODE_HEADER];
    if (code === undefined) {
      throw missingJustification(this.#simulation.world.operationApproval.variant);
    }
    requireGuid(code);
    return this.#replay(attempt, code, () => route.handle(request));
  }

  /** There is nothing to approve about a device that is gone. */
  #requireDevice({ params }: GraphRequest, operation: string): void {
    const { id } = params;
    if (id !== undefined && operation.startsWith('managedDevices.')) {
      this.#simulation.managedDevices.get(id);
    }
  }

  #policyOver(request: GraphRequest, operation: string): ApprovalPolicy | undefined {
    const { caller } = request;
    return this.#simulation.world.operationApprovalPolicies.find((policy) => {
      if (!isProtectedBy(policy, request, operation)) return false;
      if (isPerson(caller)) return true;
      return policy.enforcedForApps && !policy.excludedAppIds.includes(caller.appId);
    });
  }

  /** Answers what the caller is told: a filing is always refused, one way or the other. */
  #file({ request, policy, entityIds }: Attempt, justification: string) {
    const { approvalRequests, clock, events, ids, world } = this.#simulation;
    const pending = approvalRequests.activeOver(entityIds);
    const id = ids.next('approval-request');
    const requestor = this.identityOf(request.caller);
    events.publish({
      type: 'approval-filed',
      requestId: id,
      objectId: entityIds.join(','),
      caller: requestor.id,
      pendingRequestIds: pending.map((each) => each.id),
    });
    if (pending.length > 0) return alreadyRequested();
    const filed = approvalRequests.add({
      id,
      requestDateTime: clock.nowIso(),
      lastModifiedDateTime: clock.nowIso(),
      expirationDateTime: clock.nowIso(),
      requestor,
      approver: undefined,
      status: 'needsApproval',
      requestJustification: justification,
      approvalJustification: null,
      policyType: policy.policyType,
      method: request.method,
      url: urlOf(request),
      bodyText: request.bodyText,
      entityIds,
    });
    this.#progress(filed);
    return approvalRequired(world.operationApproval.variant, id);
  }

  /** One field that differs, another caller, or another state: a bare 403. */
  async #replay(
    { request, entityIds }: Attempt,
    code: string,
    run: () => GraphResponse | Promise<GraphResponse>,
  ): Promise<GraphResponse> {
    const { approvalRequests, events } = this.#simulation;
    const filed = approvalRequests.find(code);
    const usedBy = this.identityOf(request.caller).id;
    events.publish({
      type: 'approval-used',
      requestId: code,
      objectId: entityIds.join(','),
      filedBy: filed?.requestor.id ?? '',
      usedBy,
    });
    if (filed?.status !== 'approved' || filed.requestor.id !== usedBy) throw bareForbidden();
    if (!this.#repeats(request, filed)) throw bareForbidden();
    const answer = await run();
    this.move(filed, 'complete');
    return answer;
  }

  #repeats(request: GraphRequest, filed: ApprovalRequest): boolean {
    if (request.method !== filed.method || urlOf(request) !== filed.url) return false;
    if (this.#simulation.world.operationApproval.replay === 'bytes') {
      return request.bodyText === filed.bodyText;
    }
    return valuesOf(request.bodyText) === valuesOf(filed.bodyText);
  }

  /** Whether the state allowed it. */
  move(request: ApprovalRequest, name: ApprovalTransitionName): boolean {
    const { from, to } = approvalTransitions[name];
    if (!from.includes(request.status)) return false;
    request.status = to;
    this.#progress(request);
    return true;
  }

  /** Every progress starts the three days anew. */
  #progress(request: ApprovalRequest): void {
    const { clock, world } = this.#simulation;
    request.lastModifiedDateTime = clock.nowIso();
    if (approvalTransitions.expire.from.includes(request.status)) {
      const dueMs = clock.nowMs() + world.operationApproval.expiryDays * DAY_MS;
      request.expirationDateTime = toIso(dueMs);
      const { status } = request;
      clock.at(dueMs, () => {
        if (request.status === status) this.move(request, 'expire');
      });
    }
  }

  identityOf(caller: Caller): Identity {
    const { users, world } = this.#simulation;
    if (isPerson(caller)) {
      const user = users.findByIdOrUpn(caller.user);
      const displayName = user?.displayName ?? caller.user;
      return { kind: 'user', id: user?.id ?? caller.user, displayName };
    }
    const { appId } = caller;
    const name = world.apps.find(({ clientId }) => clientId === appId)?.name ?? '';
    return { kind: 'application', id: appId, displayName: name };
  }
}

type Person = Caller & { user: string };

export function isPerson(caller: Caller): caller is Person {
  return caller.user !== undefined;
}

function urlOf({ version, path, query }: GraphRequest): string {
  const text = new URLSearchParams(query).toString();
  return `/${version}${path}${text === '' ? '' : `?${text}`}`;
}

/** Equal for bodies that mean the same, whatever their blanks and the order of their members. */
function valuesOf(bodyText: string): string {
  return bodyText === '' ? '' : JSON.stringify(sorted(JSON.parse(bodyText)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
