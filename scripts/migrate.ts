import { migrate } from '../ports/ledger/migrate.ts';

const databaseUrl = process.env['GANGWAY_DATABASE_URL'];
if (databaseUrl === undefined || databaseUrl === '') {
  console.error('GANGWAY_DATABASE_URL is not set; it names the database to migrate');
  process.exitCode = 2;
} else {
  try {
    await migrate(databaseUrl);
    console.log('the database is up to date');
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
