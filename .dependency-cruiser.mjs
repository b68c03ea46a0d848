// The table of style B3, one rule a row, each with its reason. Paths of packages are matched under
// node_modules; `import type` is gone before the rules are applied (tsPreCompilationDeps: false),
// so that workflows may type themselves by the activities they call.
import { builtinModules } from 'node:module';

const packages = (...names) => names.map((name) => `^node_modules/${name}/`);
const builtins = `^(node:)?(${builtinModules.map((name) => name.replace(/^node:/, '')).join('|')})$`;

/** A row of the table: files under `from` may import what is listed, and nothing else. */
function only(name, from, allowed, comment) {
  return { name, comment, severity: 'error', from: { path: from }, to: { pathNot: allowed } };
}

const systemPackages = {
  graph: packages('@microsoft/microsoft-graph-client', '@azure/identity', 'undici'),
  configmgr: packages('undici'),
  'device-list': packages('csv-parse', 'iconv-lite'),
  ledger: packages('drizzle-orm', 'pg'),
  signing: packages('@noble/[^/]+', 'jose'),
  notify: packages('undici'),
};

const portRows = Object.entries(systemPackages).map(([system, own]) =>
  only(
    `port-${system}-stands-alone`,
    `^ports/${system}/`,
    [`^ports/${system}/`, '^ports/[^/]+\\.ts$', '^domain/', ...packages('zod'), builtins, ...own],
    'A port speaks one system’s language: its own packages and our domain types, no other port, so that each can be replaced alone.',
  ),
);

const rows = [
  only(
    'domain-is-pure',
    '^domain/',
    ['^domain/', ...packages('@noble/hashes', '@noble/curves')],
    'Decisions are checked without Temporal, HTTP or a clock; one import of an effect ends that.',
  ),
  only(
    'workflows-stay-in-the-sandbox',
    '^workflows/',
    ['^workflows/', '^domain/', ...packages('@temporalio/(workflow|common)', '@noble/[^/]+')],
    'Workflow code is replayed: whatever it imports must be deterministic.',
  ),
  ...portRows,
  only(
    'activities-touch-through-ports',
    '^activities/',
    [
      '^activities/',
      '^domain/',
      '^ports/[^/]+/(port|errors)\\.ts$',
      ...packages('@temporalio/(activity|common)'),
    ],
    'An activity sees what a port promises, never how it keeps it; so it runs against a port in memory.',
  ),
  {
    name: 'workers-know-no-front-end',
    comment: 'A worker must be deployable without the API, the command line or anything for tests.',
    severity: 'error',
    from: { path: '^workers/' },
    to: { path: '^(api|cli|emulator|test|bench|scripts)/' },
  },
  {
    name: 'guard-activities-only-in-the-guard',
    comment:
      'Wipe, retire, disable and delete run under the guard’s own identity; another role that could even load them would be the way around it.',
    severity: 'error',
    from: { pathNot: '^(workers/guard\\.ts$|test/|activities/guard(-[^/]*\\.ts$|/))' },
    to: { path: '^activities/guard(-[^/]*\\.ts$|/)' },
  },
  {
    name: 'other-roles-never-reach-the-guard',
    comment: 'The same, over any number of steps.',
    severity: 'error',
    from: { path: '^(workers/(orchestrator|graph|site)\\.ts$|api/|cli/)' },
    to: { path: '^activities/guard(-[^/]*\\.ts$|/)', reachable: true },
  },
  only(
    'api-has-no-effects-of-its-own',
    '^api/',
    [
      '^api/',
      '^domain/',
      '^config/',
      '^ports/(ledger|signing|device-list|notify)/',
      '^workflows/.*contract\\.ts$',
      ...packages('@temporalio/(client|common)', 'fastify', '@fastify/[^/]+'),
      ...packages('fastify-type-provider-zod', 'jose', 'pino', 'zod'),
      builtins,
    ],
    'The API starts, asks and records; vendors are touched by workers alone.',
  ),
  only(
    'cli-is-a-client',
    '^cli/',
    [
      '^cli/',
      '^config/',
      '^domain/',
      '^ports/(device-list|signing)/',
      ...packages('commander', 'cli-table3', '@inquirer/prompts'),
      builtins,
    ],
    'The command runs on an approver’s machine: a client of the API and nothing else.',
  ),
  only(
    'config-reads-and-checks',
    '^config/',
    ['^config/', ...packages('zod')],
    'The only reader of the environment must not depend on what it configures.',
  ),
  only(
    'emulator-is-a-product-of-its-own',
    '^emulator/',
    [
      '^emulator/',
      ...packages('fastify', '@fastify/[^/]+', 'zod', 'jose', '@peculiar/x509'),
      ...packages('reflect-metadata'),
      builtins,
    ],
    'An emulator built on our ports would repeat our misunderstandings and prove nothing.',
  ),
  {
    name: 'nothing-imports-the-workshop',
    comment: 'bench/, scripts/ and test/ may import anything; the product never needs them.',
    severity: 'error',
    from: { pathNot: '^(bench|scripts|test)/' },
    to: { path: '^(bench|scripts|test)/' },
  },
];

export default {
  forbidden: [
    ...rows,
    {
      name: 'sandbox-reaches-no-effect',
      comment:
        'Over any number of steps: a workflow that reaches Node or a port fails at bundling at best, and breaks replay at worst.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: [
          '^(activities|ports|api|cli|config|workers|emulator|scripts|bench|test)/',
          '^node_modules/@temporalio/(client|worker|activity|testing)/',
          builtins,
        ],
        reachable: true,
      },
    },
    {
      name: 'no-cycles',
      comment: 'Files of a cycle cannot be understood, tested or moved one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'A path that leads nowhere escapes every rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^\\.gangway/' },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'require', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
