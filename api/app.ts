import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { requireSignIn } from './authentication.ts';
import type { Api, ApiDeps } from './deps.ts';
import { problemOf } from './error-mapping.ts';
import { describeApi } from './openapi.ts';
import { ApiProblem, problemBody, problemType } from './problem.ts';
import { approverRoutes } from './routes/approvers.ts';
import { createRunRoute } from './routes/create-run.ts';
import { gateRoutes } from './routes/gates.ts';
import { healthRoutes } from './routes/health.ts';
import { planRoutes } from './routes/plans.ts';
import { runMessageRoutes } from './routes/run-messages.ts';
import { runRoutes } from './routes/runs.ts';
import { taskRoutes } from './routes/tasks.ts';
import { sweepWithApp } from './start-stored-runs.ts';

export interface ApiOptions {
  /** Default: nothing is logged. */
  readonly logger?: FastifyBaseLogger;
  /** Requests a minute and address; default `requestsPerMinute`. */
  readonly requestsPerMinute?: number;
}

/** Ten thousand serial numbers of a delivery stay below it. */
const bodyBytesMax = 1024 * 1024;
/** A team behind one address, each watching a run, stays far below; a script gone wild does not. */
const requestsPerMinuteDefault = 6_000;
/** An upload of 64 MiB over a slow line. */
const requestTimeoutMs = 180_000;

/** The API without its socket. */
export async function buildApp(deps: ApiDeps, options: ApiOptions = {}): Promise<Api> {
  const api: Api = Fastify({
    ...(options.logger === undefined ? { logger: false } : { loggerInstance: options.logger }),
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    // Ids of ours only: a caller must not write what it likes into our log.
    requestIdHeader: false,
  }).withTypeProvider<ZodTypeProvider>();
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  api.removeContentTypeParser('text/plain');
  answerWithProblems(api);
  await api.register(helmet);
  await api.register(rateLimit, {
    max: options.requestsPerMinute ?? requestsPerMinuteDefault,
    timeWindow: '1 minute',
  });
  requireSignIn(api, deps.authenticate);
  await describeApi(api);
  await api.register(async (scope: Api) => createRunRoute(scope, deps));
  for (const routes of [
    runRoutes,
    planRoutes,
    runMessageRoutes,
    gateRoutes,
    taskRoutes,
    approverRoutes,
    healthRoutes,
  ]) {
    routes(api, deps);
  }
  sweepWithApp(api, deps);
  return api;
}

/** Every refusal leaves as problem+json, Fastify's own included. */
function answerWithProblems(api: Api): void {
  api.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    void reply
      .code(problem.status)
      .type(problemType)
      .serializer(JSON.stringify)
      .send(problemBody(problem, request.id));
  });
  api.setNotFoundHandler((request, reply) => {
    const problem = new ApiProblem('NotFound', 'There is no such address.');
    void reply
      .code(problem.status)
      .type(problemType)
      .serializer(JSON.stringify)
      .send(problemBody(problem, request.id));
  });
}
