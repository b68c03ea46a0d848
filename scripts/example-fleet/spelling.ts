import type { FleetRow } from './draft.ts';
import { randomOf } from './random.ts';

/** Serial numbers as people type, scan and paste them; none of this changes which device is meant. */
const spellings: readonly { count: number; spell: (serialNumber: string) => string }[] = [
  { count: 6, spell: (serialNumber) => ` ${serialNumber}` },
  { count: 5, spell: (serialNumber) => `${serialNumber}  ` },
  { count: 8, spell: (serialNumber) => serialNumber.toLowerCase() },
  { count: 2, spell: (serialNumber) => ` ${serialNumber.toLowerCase()} ` },
  { count: 4, spell: (serialNumber) => `"${serialNumber}"` },
];

export function spellLikePeople(rows: readonly FleetRow[]): void {
  const repeated = new Set(rows.map((row) => row.repeats));
  const plain = rows.filter(
    (row) => (row.category === 'new' || row.category === 'reused') && !repeated.has(row),
  );
  const shuffled = randomOf('spelling').shuffle(plain);
  for (const { count, spell } of spellings) {
    for (const row of shuffled.splice(0, count)) {
      row.cells = [spell(row.serialNumber), ...row.cells.slice(1)];
    }
  }
}
