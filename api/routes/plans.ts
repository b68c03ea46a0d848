import { callerOf } from '../authentication.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { findRun } from '../find-run.ts';
import { sliceFrom } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { runParams } from '../schemas/common.ts';
import { plan, planQuery } from '../schemas/plans.ts';
import { report } from '../schemas/runs.ts';
import { planMarkdown } from '../views/plan-markdown.ts';
import { withProblems } from './answers.ts';

const markdownType = 'text/markdown';

export function planRoutes(api: Api, { ledger }: ApiDeps): void {
  api.get(
    '/v1/runs/:run/plan',
    {
      schema: {
        summary: 'Show the plan, as JSON by pages or as Markdown whole',
        tags: ['runs'],
        params: runParams,
        querystring: planQuery,
        response: withProblems({ 200: plan }),
      },
    },
    async (request, reply) => {
      const { key } = await findRun(ledger, callerOf(request), request.params.run);
      const found = await ledger.findPlan(key);
      if (found === undefined) throw new ApiProblem('NotFound', 'The run has no plan yet.');
      const items = await ledger.listPlanItems(key, {});
      if (request.headers.accept?.startsWith(markdownType) === true) {
        // A document, not an answer of the schema: Fastify's serializer must not touch it.
        const text = planMarkdown(found, items);
        return reply
          .type(`${markdownType}; charset=utf-8`)
          .serializer(String)
          .send(text as never);
      }
      return { ...found, items: sliceFrom(items, request.query) };
    },
  );

  api.get(
    '/v1/runs/:run/report',
    {
      schema: {
        summary: 'Show the report of a run',
        tags: ['runs'],
        params: runParams,
        response: withProblems({ 200: report }),
      },
    },
    async (request) => {
      const { key } = await findRun(ledger, callerOf(request), request.params.run);
      const found = report.safeParse(await ledger.findReport(key));
      if (!found.success) throw new ApiProblem('NotFound', 'The run has no report yet.');
      return found.data;
    },
  );
}
