import assert from 'node:assert/strict';

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

/**
 * Without a message, `assert.ok` reads the source of its call to quote it. It does not find that where tsx says it is, and
 * searches for up to a minute, so that neither the limit above nor that of Stryker would tell a test that fails from one that waits.
 */
const ok: (value: unknown, message: string | Error) => void = assert.ok;
Object.assign(assert, { ok: (value: unknown, message: string | Error = 'It does not hold') => ok(value, message) });
