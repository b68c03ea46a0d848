import { callerOf } from '../authentication.ts';
import { deliver } from '../deliver.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { runParams } from '../schemas/common.ts';
import {
  accepted,
  deadlineParams,
  deadlineRequest,
  reasonRequest,
  resolutionAnswer,
  resolutionRequest,
  waveParams,
} from '../schemas/run-messages.ts';
import { deliveryAnswer, deliveryRequest, optionalIdempotencyHeaders } from '../schemas/runs.ts';
import { tellRun } from '../tell-run.ts';
import { withProblems } from './answers.ts';

const tags = ['runs'];
const headers = optionalIdempotencyHeaders;
const done = { status: 'done' } as const;
const minuteMs = 60_000;

export function runMessageRoutes(api: Api, deps: ApiDeps): void {
  for (const message of ['pause', 'resume', 'abort'] as const) {
    api.post(
      `/v1/runs/:run/${message}`,
      {
        schema: {
          summary: `Tell a run to ${message}`,
          tags,
          headers,
          params: runParams,
          body: reasonRequest,
          response: withProblems({ 200: accepted }),
        },
      },
      async (request) => {
        const { run } = request.params;
        await tellRun(deps, callerOf(request), {
          run,
          message,
          subject: run,
          reason: request.body.reason,
          idempotencyKey: request.headers['idempotency-key'],
          input: (reasonId) => ({ reasonId }),
        });
        return done;
      },
    );
  }
  deliveryRoute(api, deps);
  resolutionRoute(api, deps);
  waveRoute(api, deps);
  deadlineRoute(api, deps);
}

function deliveryRoute(api: Api, deps: ApiDeps): void {
  api.post(
    '/v1/runs/:run/deliveries',
    {
      schema: {
        summary: 'Confirm that devices were handed to their users',
        tags,
        headers,
        params: runParams,
        body: deliveryRequest,
        response: withProblems({ 200: deliveryAnswer }),
      },
    },
    (request) =>
      deliver(deps, callerOf(request), request.params.run, {
        serialNumbers: request.body.serialNumbers,
        idempotencyKey: request.headers['idempotency-key'],
      }),
  );
}

function resolutionRoute(api: Api, deps: ApiDeps): void {
  api.post(
    '/v1/runs/:run/resolutions',
    {
      schema: {
        summary: 'Retry or skip devices that need attention',
        tags,
        headers,
        params: runParams,
        body: resolutionRequest,
        response: withProblems({ 200: resolutionAnswer }),
      },
    },
    (request) => {
      const { scope, action, reason } = request.body;
      return tellRun(deps, callerOf(request), {
        run: request.params.run,
        message: 'resolve',
        subject: Object.entries(scope).join(' '),
        reason,
        idempotencyKey: request.headers['idempotency-key'],
        input: (reasonId) => ({ scope, action, reasonId }),
      });
    },
  );
}

function waveRoute(api: Api, deps: ApiDeps): void {
  api.post(
    '/v1/runs/:run/waves/:wave/release',
    {
      schema: {
        summary: 'Release a wave before its bake time is over',
        tags,
        headers,
        params: waveParams,
        body: reasonRequest,
        response: withProblems({ 200: accepted }),
      },
    },
    async (request) => {
      const { run, wave } = request.params;
      await tellRun(deps, callerOf(request), {
        run,
        message: 'releaseWave',
        subject: `wave ${wave}`,
        reason: request.body.reason,
        idempotencyKey: request.headers['idempotency-key'],
        input: (reasonId) => ({ wave, reasonId }),
      });
      return done;
    },
  );
}

function deadlineRoute(api: Api, deps: ApiDeps): void {
  api.post(
    '/v1/runs/:run/gates/:gate/deadline',
    {
      schema: {
        summary: 'Give a gate more time',
        tags: ['gates'],
        headers,
        params: deadlineParams,
        body: deadlineRequest,
        response: withProblems({ 200: accepted }),
      },
    },
    async (request) => {
      const { run, gate } = request.params;
      const { byMinutes, reason } = request.body;
      await tellRun(deps, callerOf(request), {
        run,
        message: 'extendDeadline',
        subject: `gate ${gate}`,
        reason,
        idempotencyKey: request.headers['idempotency-key'],
        input: (reasonId) => ({ gate, byMs: byMinutes * minuteMs, reasonId }),
      });
      return done;
    },
  );
}
