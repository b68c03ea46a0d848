import type { PlainRow } from '../../http/odata-match.ts';
import { Table } from '../../table.ts';
import type { Application } from '../applications/table.ts';

/** An application deployment as it was sent, with what the provider adds. */
export interface Assignment {
  assignmentId: number;
  createdMs: number;
  modelName: string;
  body: PlainRow;
  /** Resources somebody pushed the application to (`InstallApplication`), with the instant. */
  pushedMs: Map<number, number>;
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

  ofApplication({ modelName }: Application): Assignment[] {
    return this.all().filter((each) => each.modelName === modelName);
  }
}

export const isRequired = ({ body }: Assignment) => body['OfferTypeID'] === 0;
export const isInstall = ({ body }: Assignment) => body['DesiredConfigType'] !== 2;
export const isEnabled = ({ body }: Assignment) => body['Enabled'] !== false;
