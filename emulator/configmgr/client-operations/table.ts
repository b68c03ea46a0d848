import { Table } from '../../table.ts';

export interface ClientOperation {
  operationId: number;
  type: number;
  collectionId: string;
  requestedMs: number;
  /** Those that were online are told at once; the others never hear of it. */
  onlineIds: number[];
  offlineIds: number[];
}

const FIRST_OPERATION_ID = 16_777_345;

export class ClientOperationTable extends Table<ClientOperation> {
  #next = FIRST_OPERATION_ID;

  constructor() {
    super((operation) => String(operation.operationId));
  }

  nextId(): number {
    this.#next += 1;
    return this.#next - 1;
  }
}
