import type { PlainRow } from '../http/odata-match.ts';

/** One WMI class as the `wmi` route exposes it. */
export interface SiteClass {
  name: string;
  /** Key properties; composite keys are joined with `;` in the etag. */
  key: readonly string[];
  superclass?: string;
  /** Filled only when the instance is read by key. */
  lazy?: readonly string[];
  rows: () => PlainRow[];
  create?: (body: PlainRow) => PlainRow;
  remove?: (key: string) => void;
  /** Instance methods; they answer the out-parameters, `ReturnValue` 0 is added. */
  methods?: Readonly<Record<string, (key: string, body: PlainRow) => PlainRow>>;
  statics?: Readonly<Record<string, (body: PlainRow) => PlainRow>>;
  /** Methods that only read. */
  readOnlyMethods?: readonly string[];
}
