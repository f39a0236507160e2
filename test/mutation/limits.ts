/**
 * Stryker runs tests without a time limit of their own. A change that makes a test wait for ever would cost a restart of
 * the process that runs it; this way it fails like any other. Tests of this suite take less than a second; those that
 * take longer set a limit.
 */
const LIMIT = 8_000;

beforeEach(function () {
  const { currentTest: test } = this;
  if (test?.timeout() === 0) {
    test.timeout(LIMIT);
  }
});
