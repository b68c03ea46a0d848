import type { SiteSpec } from '../../world/site.ts';
import { Table } from '../../table.ts';

/** One application at its latest revision, with its content package. */
export interface Application {
  ciId: number;
  modelId: number;
  modelName: string;
  packageId: string;
  spec: SiteSpec['applications'][number];
  /** By distribution point: the vendor instant in ms from which the content is there. */
  contentReadyAt: Map<string, number>;
}

export class ApplicationTable extends Table<Application> {
  constructor() {
    super((application) => String(application.ciId));
  }
}
