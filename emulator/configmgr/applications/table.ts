import type { SiteSpec } from '../../world/site.ts';
import { Table } from '../../table.ts';

/** A copy of the content on a distribution point: there from an instant on, or failed then. */
export interface ContentCopy {
  readyMs: number;
  /** Id of the status message that says why it failed. */
  failure: number | undefined;
}

/** One application with its content package; every change makes a revision with its own CI_ID. */
export interface Application {
  modelId: number;
  modelName: string;
  packageId: string;
  spec: SiteSpec['applications'][number];
  /** The last one is the latest. */
  revisions: Revision[];
  /** By distribution point. */
  content: Map<string, ContentCopy>;
}

export interface Revision {
  ciId: number;
  version: number;
}

export class ApplicationTable extends Table<Application> {
  constructor() {
    super((application) => application.modelName);
  }

  ofCi(ciId: number): Application | undefined {
    return this.all().find(({ revisions }) => revisions.some((each) => each.ciId === ciId));
  }
}

export function latestOf({ revisions }: Application): Revision {
  const latest = revisions.at(-1);
  if (latest === undefined) throw new Error('An application without a revision.');
  return latest;
}
