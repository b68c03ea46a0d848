export type LedgerErrorKind =
  /** Connection lost, time-out, serialisation failure: the same call may succeed later. */
  | 'unavailable'
  /** The database refused: a transition, a constraint, a plan that differs. A bug or somebody's hand in the tables. */
  | 'refused';

export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly kind: LedgerErrorKind;

  constructor(kind: LedgerErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
