import { createHash } from 'node:crypto';
import { canonicalHash, type Json } from '../domain/canonical-json.ts';
import { deviceKey } from '../domain/device-key.ts';
import { checkDeviceList, type AcceptedRow, type RejectedRow } from '../domain/device-list.ts';
import type { RunSpec } from '../domain/run-spec.ts';
import { readDeviceList } from '../ports/device-list/read-device-list.ts';
import type { NewDevice } from '../ports/ledger/port.ts';
import { ApiProblem } from './problem.ts';

export interface Intake {
  readonly rowsRead: number;
  readonly devices: readonly NewDevice[];
  readonly rejected: readonly RejectedRow[];
  readonly specHash: string;
  /** Of spec and file together: what an idempotency key stands for. */
  readonly bodyHash: string;
}

/** Reads a device list as a run would take it. Throws `ApiProblem` when there is nothing a run could begin with. */
export function readIntake(
  spec: RunSpec,
  file: Uint8Array,
  keys: { secret: Uint8Array; tenant: string },
): Intake {
  const list = readDeviceList(file);
  if (list.kind === 'refused') throw new ApiProblem(list.code, list.message);
  const { rows, accepted, rejected } = checkDeviceList(list.records);
  if (accepted.length === 0) throw nothingAccepted(rejected);
  const specHash = canonicalHash(asJson(spec));
  const fileHash = createHash('sha256').update(file).digest('hex');
  return {
    rowsRead: rows,
    devices: accepted.map((row) => newDevice(row, spec, keys)),
    rejected,
    specHash,
    bodyHash: canonicalHash({ specHash, fileHash }),
  };
}

/** Enough to see what is wrong with a list; the rest is more of the same. */
const faultsShownMax = 50;

/** A run without devices would ask people to approve nothing. */
function nothingAccepted(rejected: readonly RejectedRow[]): ApiProblem {
  const errors = rejected.slice(0, faultsShownMax).map(({ row, message, remedy }) => ({
    field: `file.row.${row}`,
    message: `${message} ${remedy}`,
  }));
  return new ApiProblem('InvalidInput', 'No row of the file can be accepted.', { errors });
}

function newDevice(
  row: AcceptedRow,
  spec: RunSpec,
  { secret, tenant }: { secret: Uint8Array; tenant: string },
): NewDevice {
  return {
    deviceKey: deviceKey(secret, tenant, row.serialKey),
    row: row.row,
    serialNumber: row.serial,
    productId: row.productId,
    hardwareHash: row.hardwareHash,
    groupTag: row.groupTag === '' ? spec.groupTag : row.groupTag,
    ...(row.assignedUser === undefined ? {} : { assignedUser: row.assignedUser }),
  };
}

/** A spec came out of JSON and holds whole numbers only, as its schema saw to. */
function asJson(spec: RunSpec): Json {
  return spec as unknown as Json;
}
