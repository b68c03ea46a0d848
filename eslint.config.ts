import { builtinModules } from 'node:module';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * A rule given twice replaces its first form, so the bans are lists here and each folder names the
 * ones that hold for it.
 */
const everywhere = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name, so that a thing has the same name everywhere.',
  },
];

const environmentBans = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only config/ reads the environment (style B2): take the value as a parameter.',
  },
  {
    selector:
      "ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name='env']",
    message: 'Only config/ reads the environment (style B2): take the value as a parameter.',
  },
];

const clockBans = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'No clock here: take `now` as a parameter (workflows: workflow-time.ts).',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'No clock here: take `now` as a parameter (workflows: workflow-time.ts).',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'No randomness here: a replay must decide the same again.',
  },
];

// Modules that exist only with the prefix are listed with it already, hence the set.
const nodeBuiltins = new Set(
  builtinModules.flatMap((name) => [name, `node:${name.replace(/^node:/, '')}`]),
);

const sandboxImports = {
  paths: [...nodeBuiltins].map((name) => ({
    name,
    message: 'This file runs in the workflow sandbox, where Node does not exist.',
  })),
  patterns: [
    {
      regex: '^(\\.\\./)+(activities|ports)/',
      allowTypeImports: true,
      message: 'Effects are reached through proxied activities: import the type only.',
    },
    {
      regex: '^(\\.\\./)+(api|cli|workers|config|emulator|scripts|bench|test)/',
      message: 'The sandbox sees domain/ and workflows/ only (style B3).',
    },
  ],
};

export default defineConfig(
  { ignores: ['node_modules/', '.gangway/', 'ports/ledger/migrations/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...everywhere, ...environmentBans],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // An interface may be asynchronous where one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['domain/**', 'workflows/**'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...environmentBans, ...clockBans],
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-restricted-imports': ['error', sandboxImports],
    },
  },
  {
    // The one place that reads the sandbox's own, replayable clock.
    files: ['workflows/workflow-time.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...environmentBans] },
  },
  {
    files: ['config/**', 'scripts/**', 'test/**', 'bench/**'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere] },
  },
  {
    // Programs that talk to a terminal.
    files: ['scripts/**', 'bench/**', 'test/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // A describe block is a list of sentences, not a function one has to hold in the head.
    files: ['test/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // Tools look for a default export in their own configuration.
    files: ['*.config.ts', '**/drizzle.config.ts', '.dependency-cruiser.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
