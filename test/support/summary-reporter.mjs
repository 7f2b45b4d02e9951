import { writeSync } from 'node:fs';

/**
 * Prints `N passed, N failed` as the last line of the run. A test file that could not run at all counts as a failure:
 * Jest itself counts no test in it.
 */
export default class SummaryReporter {
  onRunComplete(_, results) {
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    // On exit, after all output of Jest.
    process.once('exit', () => writeSync(1, `${passed} passed, ${failed} failed\n`));
  }
}
