import { foreignKey, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import {
  gateTypes,
  type Countersignature,
  type Decision,
  type GateLeaf,
  type GateSubject,
  type GateType,
} from '../../../domain/approval.ts';
import type { GateRow } from '../port.ts';
import { checkOneOf, foreignInstant, instant, jsonDocument, keyText } from './columns.ts';
import { belongsToRun, runColumns, tenants } from './runs.ts';

export const gateStates = [
  'open',
  'held',
  'approved',
  'rejected',
  'withdrawn',
] as const satisfies readonly GateRow['state'][];

/** A trigger keeps a closed gate closed. */
export const gates = pgTable(
  'gates',
  {
    ...runColumns(),
    gate: keyText().notNull(),
    gateType: text().$type<GateType>().notNull(),
    wave: integer().notNull(),
    nonce: text().notNull(),
    planHash: text().notNull(),
    subjectHash: text().notNull(),
    subject: jsonDocument().$type<GateSubject>().notNull(),
    quorum: integer().notNull(),
    openedAt: foreignInstant().notNull(),
    deadlineAt: foreignInstant().notNull(),
    leafCount: integer().notNull(),
    state: text().$type<GateRow['state']>().notNull(),
    closedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.gate] }),
    belongsToRun('gates_run', t),
    checkOneOf('gates_type', t.gateType, gateTypes),
    checkOneOf('gates_state', t.state, gateStates),
  ],
);

export const gateLeaves = pgTable(
  'gate_leaves',
  {
    ...runColumns(),
    gate: keyText().notNull(),
    /** Place in the list that was hashed; 0 is the first. */
    position: integer().notNull(),
    leaf: jsonDocument().$type<GateLeaf>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.gate, t.position] }),
    foreignKey({
      name: 'gate_leaves_gate',
      columns: [t.tenant, t.run, t.gate],
      foreignColumns: [gates.tenant, gates.run, gates.gate],
    }),
  ],
);

/** Append-only by trigger. A decision is kept as it was signed. */
export const decisions = pgTable(
  'decisions',
  {
    ...runColumns(),
    gate: keyText().notNull(),
    sequence: integer().generatedAlwaysAsIdentity().notNull(),
    oid: text().notNull(),
    /** Of the canonical form of the decision: what makes it the same decision again. */
    decisionHash: text().notNull(),
    decision: jsonDocument().$type<Decision>().notNull(),
    signature: text().notNull(),
    countersignature: jsonDocument().$type<Countersignature>().notNull(),
    storedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.gate, t.decisionHash] }),
    foreignKey({
      name: 'decisions_gate',
      columns: [t.tenant, t.run, t.gate],
      foreignColumns: [gates.tenant, gates.run, gates.gate],
    }),
  ],
);

/** For display; whose keys count is decided by the trust list of the guard. */
export const approverKeys = pgTable(
  'approver_keys',
  {
    tenant: keyText()
      .notNull()
      .references(() => tenants.tenant),
    kid: keyText().notNull(),
    oid: text().notNull(),
    publicKey: text().notNull(),
    registeredAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.kid] })],
);
