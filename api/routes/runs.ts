import { callerOf } from '../authentication.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { findRun } from '../find-run.ts';
import { pageFrom } from '../paging.ts';
import { pageQuery, runParams } from '../schemas/common.ts';
import { deviceList, devicesQuery, rejectedList, runDetail, runList } from '../schemas/runs.ts';
import type { RunDetail } from '../schemas/runs.ts';
import { gateSummaries } from '../views/gate-view.ts';
import {
  deviceOf,
  devicesOf,
  nextStep,
  rejectedRowOf,
  rowCountsOf,
  runSummaryOf,
} from '../views/run-view.ts';
import { taskOf } from '../views/task-view.ts';
import type { Caller } from '../authentication.ts';
import { withProblems } from './answers.ts';

const tags = ['runs'];

export function runRoutes(api: Api, deps: ApiDeps): void {
  const { ledger } = deps;

  api.get(
    '/v1/runs',
    {
      schema: {
        summary: 'List runs',
        tags,
        querystring: pageQuery,
        response: withProblems({ 200: runList }),
      },
    },
    async (request) => {
      const { limit, ...page } = request.query;
      const rows = await ledger.listRuns(callerOf(request).tenant, { ...page, limit: limit + 1 });
      return pageFrom(rows, limit, { item: runSummaryOf, cursor: (row) => row.run });
    },
  );

  api.get(
    '/v1/runs/:run',
    {
      schema: {
        summary: 'Show a run',
        tags,
        params: runParams,
        response: withProblems({ 200: runDetail }),
      },
    },
    (request) => runDetailOf(deps, callerOf(request), request.params.run),
  );

  api.get(
    '/v1/runs/:run/devices',
    {
      schema: {
        summary: 'List devices of a run, all or in one state',
        tags,
        params: runParams,
        querystring: devicesQuery,
        response: withProblems({ 200: deviceList }),
      },
    },
    async (request) => {
      const { key } = await findRun(ledger, callerOf(request), request.params.run);
      const { limit, state, ...page } = request.query;
      const filter = state === undefined ? {} : { states: [state] };
      const rows = await ledger.listDevices(key, filter, { ...page, limit: limit + 1 });
      return pageFrom(rows, limit, { item: deviceOf, cursor: (row) => row.deviceKey });
    },
  );

  api.get(
    '/v1/runs/:run/rejected',
    {
      schema: {
        summary: 'List rows that were refused when the list was read',
        tags,
        params: runParams,
        response: withProblems({ 200: rejectedList }),
      },
    },
    async (request) => {
      const { key } = await findRun(ledger, callerOf(request), request.params.run);
      return { items: (await ledger.listRejectedRows(key)).map(rejectedRowOf) };
    },
  );
}

async function runDetailOf({ ledger }: ApiDeps, caller: Caller, run: string): Promise<RunDetail> {
  const { key, row } = await findRun(ledger, caller, run);
  const [counts, gates, taskRows, tenantChanges, calls] = await Promise.all([
    ledger.countDevices(key),
    gateSummaries(ledger, key),
    ledger.listTasks(key),
    ledger.listTenantObjects(key),
    ledger.readCalls(key.tenant),
  ]);
  const tasks = taskRows.map((task) => taskOf(run, task));
  return {
    ...runSummaryOf(row),
    spec: { ...row.spec },
    specHash: row.specHash,
    ...(row.planHash === undefined ? {} : { planHash: row.planHash }),
    rows: rowCountsOf(row),
    devices: devicesOf(counts),
    gates,
    tasks,
    tenantChanges,
    calls,
    next: nextStep(row, gates, tasks),
  };
}
