/** `violation`: the vendor's documentation forbids it. `notice`: it only advises against it. */
export type Severity = 'violation' | 'notice';

/** A rule as the table has it. */
export interface RuleData {
  id: string;
  /** A word for programs; one kind a rule, for ever. */
  kind: string;
  /** Default: violation. */
  severity?: Severity;
  /** What must be so, or must never happen. */
  sentence: string;
  /** Where the vendor, or the field, says so. */
  source: string;
}
