import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeExampleFleet } from './example-fleet/example-fleet.ts';

/** Writes `examples/`: `node scripts/make-example-fleet.ts`. The same seed gives the same bytes. */
const folder = join(import.meta.dirname, '..', 'examples');

const { files, rows } = makeExampleFleet();
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
console.log(`Wrote ${Object.keys(files).join(', ')}: ${rows.length} rows.`);
