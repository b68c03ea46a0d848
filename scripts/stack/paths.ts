import path from 'node:path';

/** The clone; every other path is under it. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..');

/** The one ignored folder that holds all state. */
export const stateRoot = path.join(projectRoot, '.gangway');

/** What may be kept between runs: binaries, workflow bundles. */
export const cacheDir = path.join(stateRoot, 'cache');

/** Result files of the test runner. */
export const testResultsDir = path.join(stateRoot, 'test-results');
