import { sections } from '../../domain/requirements/index.ts';
import type { Requirement, RequirementFixer } from '../../domain/requirements/requirement.ts';

const introduction = `# Requirements

What has to be so before devices are taken into co-management, by id: everything in the vendor's two procedures that blocks a run or deserves a warning.
The ids are public: they stand in readiness, in reports and beside what a person attests, and never change their meaning.

*Kind*: a **check** is evaluated from what Gangway reads; a **rule** is enforced by its own code in every run; a **task** is attested by a named person, with evidence, and serves later runs of the tenant until it expires; a **notice** is shown.
A check marked *attestable* cannot always be read; then a person may attest it.
*Severity*: **block** holds the phase it is needed before, and nothing else; **warn** holds nothing, a named person may accept it with a reason. *Unconfirmed*: the vendor does not say so plainly, so it never blocks by itself, it warns and says so.
What cannot be read for want of a permission is *unknown*, never a pass.

This page is checked against \`domain/requirements/\` by \`test/docs/requirements.test.ts\`; \`npx vitest run --project unit test/docs -u\` writes it anew.
`;

const fixers: Record<RequirementFixer, string> = {
  'tenant-admin': "the tenant's administrator",
  'site-admin': "the site's administrator",
  'azure-admin': 'the owner of the Azure subscription',
  'ad-admin': 'the Active Directory team',
  'network-admin': 'the network team',
  'run-admin': 'the admin who started the run',
  operator: 'an operator',
  gangway: 'Gangway itself',
};

export function renderRequirementsPage(): string {
  const parts = sections.flatMap(({ letter, title, requirements }) => [
    '',
    `## ${letter}. ${title}`,
    '',
    '| id | what | kind | severity | applies to | needed before | who can fix it | remedy | source |',
    '|---|---|---|---|---|---|---|---|---|',
    ...requirements.map(rowOf),
  ]);
  return [introduction.trimEnd(), ...parts, ''].join('\n');
}

function rowOf(entry: Requirement): string {
  const cells = [
    entry.id,
    `**${entry.title}.** ${entry.statement}`,
    kindOf(entry),
    entry.isConfirmed ? entry.severity : `${entry.severity}, unconfirmed`,
    scopeOf(entry),
    entry.neededBefore,
    fixers[entry.fixer],
    entry.remedy,
    entry.sources.map((source, index) => `[${index + 1}](${source})`).join(' '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function kindOf(entry: Requirement): string {
  switch (entry.kind) {
    case 'check':
      return entry.whenUnknown === undefined ? 'check' : 'check, attestable';
    case 'rule':
      return `rule: \`${entry.enforcedIn}\``;
    case 'task':
      return `task, ${entry.expiresAfterDays} days`;
    case 'notice':
      return 'notice';
  }
}

function scopeOf({ paths, managedDesktop, clouds }: Requirement): string {
  const scope = [paths.length > 1 ? 'both paths' : (paths[0] ?? '')];
  if (managedDesktop !== undefined) {
    scope.push(managedDesktop === 'only' ? 'Managed Desktop only' : 'not under Managed Desktop');
  }
  if (clouds !== undefined) scope.push(`cloud ${clouds.join(', ')}`);
  return scope.join('; ');
}
