import type { Simulation } from '../../simulation.ts';
import { vendorMinutes } from '../../vendor-delay.ts';
import { importError } from './import-errors.ts';
import { importOutcome, readRow } from './import-outcome.ts';
import type { ImportRow, RowReading } from './import-outcome.ts';
import type { ImportStatus, ImportedIdentity } from './table.ts';

export type ImportTransitionName = 'take' | 'divide' | 'accept' | 'refuse';

interface ImportTransition {
  from: readonly ImportStatus[];
  to: ImportStatus;
  /** When, in parts of `timings.importMinutes`. */
  after: number;
}

/**
 * `partial` is in progress, as `unknown` and `pending` are; scripts that wait for `unknown` to go
 * away leave too early. https://learn.microsoft.com/graph/api/resources/intune-enrollment-importedwindowsautopilotdeviceidentityimportstatus
 */
export const importTransitions: Readonly<Record<ImportTransitionName, ImportTransition>> = {
  take: { from: ['unknown'], to: 'pending', after: 1 / 3 },
  divide: { from: ['pending'], to: 'partial', after: 1 },
  accept: { from: ['pending', 'partial'], to: 'complete', after: 1 },
  refuse: { from: ['pending', 'partial'], to: 'error', after: 1 },
};

/** A machine whose import goes through `partial` takes so many times as long. */
const PARTS = 2;
const DAY_MINUTES = 24 * 60;

interface Task {
  imported: ImportedIdentity;
  row: ImportRow;
  reading: RowReading;
  /** The same device stands further up in the same body: one row wins. */
  isRepeated: boolean;
}

/** Takes rows through the registration service; each stays listed for a while afterwards. */
export class ImportProcess {
  readonly #simulation: Simulation;
  /** By serial number: some errors pass. */
  readonly #attempts = new Map<string, number>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  start(rows: readonly ImportRow[]): ImportedIdentity[] {
    const { clock, events, world } = this.#simulation;
    const tasks = this.#tasksOf(rows);
    const machineIds = tasks.flatMap(({ reading }) =>
      reading.kind === 'machine' ? [reading.machine.id] : [],
    );
    events.publish({ type: 'import-accepted', rowCount: rows.length, machineIds });
    for (const [minutes, due] of this.#byDuration(tasks)) {
      clock.after(minutes * importTransitions.take.after, () => {
        for (const { imported } of due) move(imported, 'take');
      });
      clock.after(minutes, () => {
        for (const task of due) this.#finish(task);
      });
    }
    clock.after(world.timings.importedRowDays * DAY_MINUTES, () => {
      for (const { imported } of tasks) this.#simulation.importedIdentities.delete(imported.id);
    });
    return tasks.map(({ imported }) => imported);
  }

  #tasksOf(rows: readonly ImportRow[]): Task[] {
    const { ids, importedIdentities } = this.#simulation;
    const importId = ids.next('import');
    const seen = new Set<string>();
    return rows.map((row) => {
      const { groupTag, serialNumber, productKey, assignedUserPrincipalName } = row;
      const reading = readRow(this.#simulation, row);
      const machineId = reading.kind === 'machine' ? reading.machine.id : undefined;
      const isRepeated = machineId !== undefined && seen.has(machineId);
      if (machineId !== undefined) seen.add(machineId);
      const imported = importedIdentities.add({
        machineId,
        id: ids.next('imported'),
        importId,
        groupTag,
        serialNumber,
        productKey,
        assignedUserPrincipalName,
        status: 'unknown',
        deviceRegistrationId: '',
        errorCode: 0,
        errorName: '',
      });
      return { imported, row, reading, isRepeated };
    });
  }

  /** Without jitter the rows of one body are done together. */
  #byDuration(tasks: readonly Task[]): Map<number, Task[]> {
    const groups = new Map<number, Task[]>();
    for (const task of tasks) {
      const minutes = vendorMinutes(this.#simulation.world, 'importMinutes', task.imported.id);
      const group = groups.get(minutes);
      if (group === undefined) groups.set(minutes, [task]);
      else group.push(task);
    }
    return groups;
  }

  #finish(task: Task): void {
    const { clock, world } = this.#simulation;
    const { imported, reading } = task;
    if (reading.kind === 'machine' && reading.machine.spec.importsInParts) {
      if (move(imported, 'divide')) {
        clock.after(world.timings.importMinutes * (PARTS - 1), () => {
          this.#decide(task);
        });
      }
    } else this.#decide(task);
  }

  #decide({ imported, isRepeated, reading, row }: Task): void {
    const attempt = (this.#attempts.get(row.serialNumber) ?? 0) + 1;
    this.#attempts.set(row.serialNumber, attempt);
    const outcome = isRepeated
      ? ({ kind: 'refused', error: importError('ZtdDeviceDuplicated') } as const)
      : importOutcome(this.#simulation, { row, reading, attempt });
    if (outcome.kind === 'refused') {
      move(imported, 'refuse');
      imported.errorCode = outcome.error.code;
      imported.errorName = outcome.error.name;
      return;
    }
    move(imported, 'accept');
    imported.deviceRegistrationId = this.#simulation.registration.register(outcome.machine, {
      groupTag: imported.groupTag,
      userPrincipalName: imported.assignedUserPrincipalName,
    });
  }
}

function move(imported: ImportedIdentity, name: ImportTransitionName): boolean {
  const { from, to } = importTransitions[name];
  if (!from.includes(imported.status)) return false;
  imported.status = to;
  return true;
}
