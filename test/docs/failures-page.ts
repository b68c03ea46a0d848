import { failures, type Fixer } from '../../domain/failures.ts';

const introduction = `# Failures

Every failure that Gangway expects, by its code.
The same code is the \`code\` of a problem+json answer, the code of a rejected row, the reason beside a device that was refused or needs attention, and the \`type\` of a failure in the Temporal UI.
Codes are public: they are added, never renamed.

*Again by itself* says whether the same thing may succeed later without anybody changing anything; then Gangway waits and tries on its own.
*Who can fix it* names who has to act.
*HTTP* is the status with which it leaves through the API.

This page is checked against \`domain/failures.ts\` by \`test/docs/failures.test.ts\`; \`npx vitest run --project unit test/docs -u\` writes it anew.
`;

const fixers: Record<Fixer, string> = {
  admin: 'the admin who started the run',
  operator: 'an operator',
  approver: 'the approver',
  'tenant-admin': "the tenant's administrator",
  vendor: 'the vendor',
  nobody: 'nobody: it passes or it is meant so',
  us: 'the developers of Gangway',
};

export function renderFailuresPage(): string {
  const rows = Object.entries(failures).map(
    ([code, failure]) =>
      `| \`${code}\` | ${failure.text} | ${fixers[failure.fixer]} | ${failure.retryable ? 'yes' : 'no'} | ${failure.status} |`,
  );
  return [
    introduction,
    '| code | what happened, what to do | who can fix it | again by itself | HTTP |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
