import { defineConfig } from 'vitest/config';

// Temporal's native module does not live in worker threads, hence forks everywhere.
const forks = { pool: 'forks' } as const;

export default defineConfig({
  test: {
    // Two cores: more forks only take turns.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...forks,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{workflows,replay,e2e,sweep}/**'],
          // Loading the same modules anew for each file took more time than the tests themselves (200 s
          // against 70 s on two cores). No module here keeps state of a test; files may run in any order.
          isolate: false,
          globalSetup: ['scripts/stack/vitest-postgres.ts'],
          // Linting and cruising a planted file take seconds on two busy cores.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...forks,
          name: 'workflows',
          include: ['test/{workflows,replay}/**/*.test.ts'],
          globalSetup: ['scripts/stack/vitest-postgres.ts', 'scripts/stack/vitest-temporal.ts'],
          // A workflow test waits for a real server, not for a clock; a minute means it hangs.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...forks,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // Each file starts a whole stack; two at once would only measure each other.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...forks,
          name: 'sweep',
          include: ['test/sweep/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 2_700_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
