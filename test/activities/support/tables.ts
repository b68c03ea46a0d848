import type { LedgerLease } from '../../support/database.ts';
import type { RunKey } from '../../../ports/ledger/port.ts';

/** What somebody who holds the database may write: triggers do not stop them. */
export async function tamper(
  lease: LedgerLease,
  statements: readonly (readonly [text: string, values?: readonly unknown[]])[],
): Promise<void> {
  await lease.withClient(async (client) => {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    for (const [text, values] of statements) await client.query(text, [...(values ?? [])]);
    await client.query('commit');
  });
}

const tables = [
  'gates',
  'gate_leaves',
  'decisions',
  'plans',
  'plan_items',
  'journal',
  'devices',
  'fences',
] as const;

/** Keeps what the tables of a run hold now; the function it answers brings it back. */
export async function keepTables(lease: LedgerLease): Promise<() => Promise<void>> {
  for (const table of tables) {
    await lease.query(`drop table if exists kept_${table}`);
    await lease.query(`create table kept_${table} as table ${table}`);
  }
  return () =>
    tamper(
      lease,
      tables.flatMap((table) => [
        [`delete from ${table}`],
        [`insert into ${table} overriding system value table kept_${table}`],
      ]),
    );
}

/** Writes other members into one leaf of a gate. */
export async function alterLeaf(
  lease: LedgerLease,
  key: RunKey,
  gate: string,
  change: object,
): Promise<void> {
  await tamper(lease, [
    [
      `update gate_leaves set leaf = (leaf::jsonb || $4::jsonb)::json
       where tenant = $1 and run = $2 and gate = $3 and position = 0`,
      [key.tenant, key.run, gate, JSON.stringify(change)],
    ],
  ]);
}

/** Adds a copy of the first leaf, changed. */
export async function addLeaf(
  lease: LedgerLease,
  key: RunKey,
  gate: string,
  change: object,
): Promise<void> {
  await tamper(lease, [
    [
      `insert into gate_leaves (tenant, run, gate, position, leaf)
       select tenant, run, gate, 1000, (leaf::jsonb || $4::jsonb)::json from gate_leaves
       where tenant = $1 and run = $2 and gate = $3 and position = 0`,
      [key.tenant, key.run, gate, JSON.stringify(change)],
    ],
  ]);
}

/** Writes other members into the subject of a gate. */
export async function alterSubject(
  lease: LedgerLease,
  key: RunKey,
  gate: string,
  change: object,
): Promise<void> {
  await tamper(lease, [
    [
      `update gates set subject = (subject::jsonb || $4::jsonb)::json
       where tenant = $1 and run = $2 and gate = $3`,
      [key.tenant, key.run, gate, JSON.stringify(change)],
    ],
  ]);
}

/** Claims that an effect is under way since long ago. */
export async function forgeSending(
  lease: LedgerLease,
  key: RunKey,
  entry: { key: string; step: string; target: string; before?: object },
): Promise<void> {
  await tamper(lease, [
    [
      `insert into journal (tenant, run, entry_key, step, target, body_hash, before, epoch, state, attempt, sending_at)
       values ($1, $2, $3, $4, $5, 'forged', $6, 1, 'sending', 1, now() - interval '1 day')
       on conflict (tenant, run, entry_key) do update
       set state = 'sending', attempt = 1, sending_at = now() - interval '1 day'`,
      [
        key.tenant,
        key.run,
        entry.key,
        entry.step,
        entry.target,
        JSON.stringify(entry.before ?? null),
      ],
    ],
  ]);
}
