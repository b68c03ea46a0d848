import type { WorldInput } from '../../emulator/world.ts';
import { addOrdinaryBystanders } from './bystanders.ts';
import { FleetDraft, type FleetRow } from './draft.ts';
import { deviceListText, expectedText, jsonText } from './files.ts';
import { orderRows } from './order.ts';
import {
  addNewRows,
  addOtherTenantRows,
  addRegisteredRows,
  addReusedRows,
} from './ordinary-rows.ts';
import { addRejectedRows } from './rejected-rows.ts';
import { runSpec } from './run.ts';
import { spellLikePeople } from './spelling.ts';
import { worldAround } from './tenant.ts';
import { addTrickyRows } from './tricky-rows.ts';

export interface ExampleFleet {
  /** In the order of the list. */
  readonly rows: readonly FleetRow[];
  readonly world: WorldInput;
  /** Text by file name, as `examples/` holds it. */
  readonly files: Readonly<Record<string, string>>;
}

/** The example fleet, from nothing but its seed. */
export function makeExampleFleet(): ExampleFleet {
  const draft = new FleetDraft();
  const assignedUsers = addNewRows(draft);
  const reused = addReusedRows(draft);
  addRegisteredRows(draft);
  addOtherTenantRows(draft);
  // The rows repeated are new ones that nothing else is special about.
  addRejectedRows(
    draft,
    draft.rows.filter((row) => row.variant === 'boxed'),
  );
  addTrickyRows(draft);
  const formerUsers = reused.map((device) => device.formerUser);
  addOrdinaryBystanders(draft, { assignedUsers, formerUsers });
  spellLikePeople(draft.rows);

  const rows = orderRows(draft.rows);
  const world = worldAround(draft.world);
  const files = {
    'fleet.csv': deviceListText(rows),
    'fleet.expected.csv': expectedText(rows),
    'run.json': jsonText(runSpec),
    'world.json': jsonText(world),
  };
  return { rows, world, files };
}
