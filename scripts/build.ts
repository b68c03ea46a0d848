import { describeError } from './stack/lifetime.ts';
import { projectRoot } from './stack/paths.ts';
import { workflowBundle } from './stack/workflow-bundle.ts';
import path from 'node:path';

// The only build step there is: everything but the workflows runs as it is written.
try {
  console.log(path.relative(projectRoot, await workflowBundle()));
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}
