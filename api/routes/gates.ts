import { callerOf, type Caller } from '../authentication.ts';
import { decide } from '../deciding.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { findRun, splitAddress } from '../find-run.ts';
import { gateBodyOf } from '../gate-body.ts';
import { ApiProblem } from '../problem.ts';
import {
  decisionAnswer,
  decisionRequest,
  gateDetail,
  gateList,
  gateParams,
  leavesQuery,
  runQuery,
  type GateSummary,
} from '../schemas/gates.ts';
import { gateDetailOf, gateSummaries } from '../views/gate-view.ts';
import { liveRuns } from './live-runs.ts';
import { withProblems } from './answers.ts';

const tags = ['gates'];

export function gateRoutes(api: Api, deps: ApiDeps): void {
  const { ledger } = deps;

  api.get(
    '/v1/gates',
    {
      schema: {
        summary: 'List gates of a run, or the open ones of all live runs',
        tags,
        querystring: runQuery,
        response: withProblems({ 200: gateList }),
      },
    },
    async (request) => ({ items: await listGates(deps, callerOf(request), request.query.run) }),
  );

  api.get(
    '/v1/gates/:gateId',
    {
      schema: {
        summary: 'Show a gate: its subject, its items and what to sign',
        tags,
        params: gateParams,
        querystring: leavesQuery,
        response: withProblems({ 200: gateDetail }),
      },
    },
    async (request) => {
      const { run, name } = splitAddress(request.params.gateId);
      const { key, row: runRow } = await findRun(ledger, callerOf(request), run);
      const row = await ledger.findGate(key, name);
      if (row === undefined) throw new ApiProblem('NotFound', `There is no gate ${name}.`);
      const [decisions, leaves, body] = await Promise.all([
        ledger.listDecisions(key, name),
        ledger.listGateLeaves(key, name),
        gateBodyOf(ledger, runRow, row),
      ]);
      const gate = { run: runRow, row, decisions, body };
      return gateDetailOf(gate, leaves, request.query, deps.now());
    },
  );

  api.post(
    '/v1/gates/:gateId/decisions',
    {
      schema: {
        summary: 'Hand in a signed decision',
        tags,
        params: gateParams,
        body: decisionRequest,
        response: withProblems({ 200: decisionAnswer }),
      },
    },
    (request) => decide(deps, callerOf(request), splitAddress(request.params.gateId), request.body),
  );
}

async function listGates(
  { ledger }: ApiDeps,
  caller: Caller,
  run: string | undefined,
): Promise<GateSummary[]> {
  if (run !== undefined) {
    const { key } = await findRun(ledger, caller, run);
    return gateSummaries(ledger, key);
  }
  const keys = await liveRuns(ledger, caller);
  const gates = await Promise.all(keys.map((key) => gateSummaries(ledger, key)));
  // A held gate takes no decision, but somebody has to extend its deadline: it must be seen.
  return gates.flat().filter(({ state }) => state === 'open' || state === 'held');
}
