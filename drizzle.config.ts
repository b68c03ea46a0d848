import { defineConfig } from 'drizzle-kit';

/**
 * `drizzle-kit generate --name <what>` writes the next migration from the difference between the
 * tables of the schema and the last snapshot. Triggers are written by hand: `--custom --name <what>`.
 */
export default defineConfig({
  dialect: 'postgresql',
  schema: './ports/ledger/schema/*.ts',
  out: './ports/ledger/migrations',
  casing: 'snake_case',
});
