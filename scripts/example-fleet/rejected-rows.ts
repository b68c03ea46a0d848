import type { FailureCode } from '../../domain/failures.ts';
import { cellsOf, hashOf, type Cells, type FleetDraft, type FleetRow } from './draft.ts';
import type { MachineInput } from './world-parts.ts';

/** Rows that intake refuses before any vendor is called. `good` are rows that they repeat. */
export function addRejectedRows(draft: FleetDraft, good: readonly FleetRow[]): void {
  addRepeatedSerials(draft, good);
  for (const serialNumber of ['To be filled by O.E.M.', 'System Serial Number', 'Default string']) {
    reject(draft, 'SerialPlaceholder', { machine: { serialNumber, resolvable: false } });
  }
  reject(draft, 'SerialDamaged', damagedSerial('123457031868', '1.23457E+11'));
  reject(draft, 'SerialDamaged', damagedSerial('504782690417', '5.04782E+11'));
  for (const damage of hashDamages) reject(draft, 'HardwareHashDamaged', { damage });
  reject(draft, 'HardwareHashMissing', { cells: { hash: '' } });
  reject(draft, 'SerialMissing', { cells: { serialNumber: '' } });
  reject(draft, 'GroupTagShared', { cells: { groupTag: 'GANGWAY-Shared' } });
  reject(draft, 'GroupTagShared', { cells: { groupTag: 'GANGWAY-Shared' } });
  reject(draft, 'AssignedUserMalformed', { cells: { assignedUser: 'not a user' } });
  reject(draft, 'AssignedUserMalformed', { cells: { assignedUser: 'reception@' } });
  reject(draft, 'ColumnMissing', { cells: { productId: '00330-80000-10777-AAOEM' }, columns: 2 });
  addRepeatedHash(draft, good);
}

interface Rejection {
  readonly machine?: Partial<MachineInput>;
  readonly cells?: Cells;
  readonly columns?: number;
  readonly damage?: (hash: string) => string;
  readonly repeats?: FleetRow;
}

/** The machine itself is sound: only its row is not, so nothing may happen to it. */
function reject(draft: FleetDraft, code: FailureCode, rejection: Rejection): void {
  const end = `rejected(${code})` as const;
  const machine = draft.addMachine({ expectedEnd: end, ...rejection.machine });
  const damage = rejection.damage === undefined ? {} : { hash: rejection.damage(hashOf(machine)) };
  const cells = cellsOf(machine, { ...rejection.cells, ...damage });
  draft.addRow({
    category: 'rejected',
    variant: code,
    cells: cells.slice(0, rejection.columns),
    serialNumber: cells[0] ?? '',
    track: 'none',
    end,
    ...(rejection.repeats === undefined ? {} : { repeats: rejection.repeats }),
  });
}

const hashDamages: readonly ((hash: string) => string)[] = [
  // A mail program wrapped the line and marked the place.
  (hash) => `${hash.slice(0, 1811)}=?~*${hash.slice(1811, 2600)}`,
  // A viewer showed only the beginning.
  (hash) => `${hash.slice(0, 254)}[...]`,
  // Cut to 4n + 1 characters, which no padding makes whole, and a stray sign at the cut.
  (hash) => `${hash.slice(0, 3000)}%`,
];

/** What a spreadsheet leaves of a serial number made of digits. */
function damagedSerial(serialNumber: string, shown: string): Rejection {
  return { machine: { serialNumber }, cells: { serialNumber: shown } };
}

/** The same machine listed twice: once pasted again, once collected again, when its hash is another. */
function addRepeatedSerials(draft: FleetDraft, good: readonly FleetRow[]): void {
  const [pasted, collected] = good;
  if (pasted === undefined || collected === undefined) throw new Error('No rows to repeat.');
  const fresh = hashOf({ serialNumber: collected.serialNumber, machineId: 'collected again' });
  const copies: readonly [FleetRow, string[]][] = [
    [pasted, [...pasted.cells]],
    [collected, [`${collected.serialNumber.toLowerCase()} `, '', fresh, '', '']],
  ];
  for (const [repeats, cells] of copies) {
    draft.addRow({
      category: 'rejected',
      variant: 'SerialDuplicated',
      cells,
      serialNumber: repeats.serialNumber,
      track: 'none',
      end: 'rejected(SerialDuplicated)',
      repeats,
    });
  }
}

function addRepeatedHash(draft: FleetDraft, good: readonly FleetRow[]): void {
  const repeats = good[2];
  const hash = repeats?.cells[2];
  if (repeats === undefined || hash === undefined) throw new Error('No row to repeat.');
  reject(draft, 'HardwareHashDuplicated', { cells: { hash }, repeats });
}
