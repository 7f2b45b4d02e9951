import { writeFileSync } from 'node:fs';

/** Writes the first test that fails to a file: with `--bail`, Jest ends before it writes its own results. */
export default class FailureReporter {
  #output;

  constructor(_config, { output }) {
    this.#output = output;
  }

  onTestFileResult(_file, { testResults, testExecError }) {
    const test = testResults.find(({ status }) => status === 'failed');
    if (!test && !testExecError) return;
    const failure = test ? { test: test.fullName } : { error: testExecError.message };
    writeFileSync(this.#output, JSON.stringify(failure), { flag: 'a' });
  }
}
