import { approverRole } from '../domain/decision.ts';

/** Application roles of the API's registration; a token carries those its bearer was assigned. */
export const roles = {
  admin: 'Gangway.Admin',
  approver: approverRole,
  operator: 'Gangway.Operator',
  auditor: 'Gangway.Auditor',
} as const;
export type Role = (typeof roles)[keyof typeof roles];

export interface Access {
  /** One of these is needed. */
  readonly roles: readonly Role[];
  /** A person must have signed in: an application's own token is refused, whatever its roles. */
  readonly personOnly?: true;
}

const { admin, approver, operator, auditor } = roles;
const everybody: Access = { roles: [admin, approver, operator, auditor] };
const runsIt: Access = { roles: [operator, admin] };

/** Who may do what, one row a route. A route without a row does not start (`authentication.ts`). */
export const access = {
  'GET /v1/runs': everybody,
  'POST /v1/runs': { roles: [admin] },
  'GET /v1/runs/:run': everybody,
  'GET /v1/runs/:run/devices': everybody,
  'GET /v1/runs/:run/rejected': everybody,
  'GET /v1/runs/:run/plan': everybody,
  'GET /v1/runs/:run/report': everybody,
  'POST /v1/runs/:run/deliveries': { roles: [admin] },
  'POST /v1/runs/:run/pause': runsIt,
  'POST /v1/runs/:run/resume': runsIt,
  // Undoing weeks of work is the admin's word (design §4), as starting it was.
  'POST /v1/runs/:run/abort': { roles: [admin] },
  'POST /v1/runs/:run/resolutions': runsIt,
  'POST /v1/runs/:run/waves/:wave/release': runsIt,
  'POST /v1/runs/:run/gates/:gate/deadline': runsIt,
  'GET /v1/gates': everybody,
  'GET /v1/gates/:gateId': everybody,
  'POST /v1/gates/:gateId/decisions': { roles: [approver], personOnly: true },
  'GET /v1/tasks': everybody,
  // A task is attested by a named human (design §3).
  'POST /v1/tasks/:taskAddress/evidence': { roles: [admin], personOnly: true },
  'GET /v1/approvers': everybody,
  'POST /v1/approvers': { roles: [approver], personOnly: true },
} as const satisfies Readonly<Record<string, Access>>;

/** Probes and the documentation of the API, which are the same for everybody. */
export const openPrefixes = ['/v1/healthz', '/v1/readyz', '/v1/docs', '/v1/openapi.json'];
