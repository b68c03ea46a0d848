import type { PlainRow } from '../../http/odata-match.ts';
import { Table } from '../../table.ts';

/** An application deployment as it was sent, with what the provider adds. */
export interface Assignment {
  assignmentId: number;
  createdMs: number;
  body: PlainRow;
}

const FIRST_ASSIGNMENT_ID = 16_778_001;

export class AssignmentTable extends Table<Assignment> {
  #next = FIRST_ASSIGNMENT_ID;

  constructor() {
    super((assignment) => String(assignment.assignmentId));
  }

  nextId(): number {
    this.#next += 1;
    return this.#next - 1;
  }
}
