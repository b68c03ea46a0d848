import { readFile } from 'node:fs/promises';
import { z } from 'zod';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What makes the result worthless, in words. */
  readonly problems: readonly string[];
}

/** The part of vitest's JSON report that we count. */
const reportSchema = z.object({
  numTotalTests: z.number(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

/**
 * Counts the tests of one project. A file that could not be loaded has no tests to count and would
 * vanish from the sums: it counts as one failure.
 */
export async function countTests(
  project: string,
  resultFile: string,
  isSuccess: boolean,
): Promise<TestCounts> {
  const report = await readReport(resultFile);
  if (report === undefined) {
    const problem = `tests: ${project} left no result file`;
    return { passed: 0, failed: 0, skipped: 0, problems: [problem] };
  }
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  const problems: string[] = [];
  if (report.numTotalTests === 0) problems.push(`tests: ${project} has no test`);
  if (!isSuccess && failed === 0) problems.push(`tests: ${project} failed outside of its tests`);
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
    problems,
  };
}

async function readReport(file: string): Promise<z.infer<typeof reportSchema> | undefined> {
  try {
    return reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
