import type { Simulation } from '../simulation.ts';

/** What a list of serial numbers asks for. A list that names nothing asks for all of it. */
export const listActions = ['register', 'wipe', 'clean-up'] as const;
export type ListAction = (typeof listActions)[number];

interface List {
  atIso: string;
  actions: readonly ListAction[];
}

/** Whose a record was when a list named its device. */
interface KnownRecord {
  userPrincipalName: string;
}

/** All that the referee knows of what people want: they announce it. */
export class Announcements {
  readonly #simulation: Simulation;
  /** By upper-case serial number. */
  readonly #lists = new Map<string, List[]>();
  readonly #knownRecords = new Map<string, KnownRecord>();
  readonly #exportedKeyIds = new Set<string>();
  readonly #permitted: Set<string>;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#permitted = new Set(simulation.world.referee.permitted.map((id) => id.toLowerCase()));
  }

  announceList(
    serialNumbers: readonly string[],
    actions: readonly ListAction[] = listActions,
  ): void {
    const named = new Set(serialNumbers.map((text) => text.toUpperCase()));
    const list = { atIso: this.#simulation.clock.nowIso(), actions };
    for (const serialNumber of named) {
      this.#lists.set(serialNumber, [...(this.#lists.get(serialNumber) ?? []), list]);
    }
    for (const { id, serialNumber, userPrincipalName } of this.#simulation.managedDevices.all()) {
      if (named.has(serialNumber.toUpperCase())) this.#knownRecords.set(id, { userPrincipalName });
    }
  }

  /** How many lists name this serial number for this. */
  listsOf(serialNumber: string, action: ListAction): number {
    return this.#of(serialNumber).filter(({ actions }) => actions.includes(action)).length;
  }

  serialNumbersFor(action: ListAction): string[] {
    return [...this.#lists.keys()].filter((each) => this.listsOf(each, action) > 0);
  }

  isListed(serialNumber: string): boolean {
    return this.#of(serialNumber).length > 0;
  }

  lastListedAt(serialNumber: string): string | undefined {
    return this.#of(serialNumber).at(-1)?.atIso;
  }

  /** The Intune record as it was when a list last named its device. */
  knownRecord(managedDeviceId: string): KnownRecord | undefined {
    return this.#knownRecords.get(managedDeviceId);
  }

  announceKeyExport(keyIds: readonly string[]): void {
    for (const id of keyIds) this.#exportedKeyIds.add(id.toLowerCase());
  }

  isExported(keyId: string): boolean {
    return this.#exportedKeyIds.has(keyId.toLowerCase());
  }

  permit(objectIds: readonly string[]): void {
    for (const id of objectIds) this.#permitted.add(id.toLowerCase());
  }

  isPermitted(objectId: string): boolean {
    return this.#permitted.has(objectId.toLowerCase());
  }

  #of(serialNumber: string): List[] {
    return this.#lists.get(serialNumber.toUpperCase()) ?? [];
  }
}
