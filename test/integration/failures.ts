import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { CredentialError, errorChain } from '../../src/core/errors.js';

/** What `attempt` rejects with. */
export async function rejectionOf(attempt: Promise<unknown>): Promise<unknown> {
  const [outcome] = await Promise.allSettled([attempt]);
  assert.equal(outcome.status, 'rejected');
  return outcome.reason;
}

/**
 * Checks that `error` is a failure made to be read by a person, and that none of `secrets` can be had out of it in any of
 * the ways to print it. The secrets themselves are not shown where they are found.
 */
export function assertReadable(error: unknown, secrets: readonly string[]): asserts error is CredentialError {
  assertTellsNone(error, secrets);
  assert.ok(error instanceof CredentialError, errorChain(error));
}

/** Checks that none of `secrets` can be had out of `error`, by naming the ways in which one can. */
export function assertTellsNone(error: unknown, secrets: readonly string[]): void {
  const ways = {
    text: String(error),
    chain: errorChain(error),
    stack: error instanceof Error ? String(error.stack) : '',
    json: JSON.stringify(error),
    inspected: inspect(error, { depth: 20, showHidden: true }),
  };
  const leaks = Object.entries(ways).filter(([, text]) => secrets.some((secret) => text.includes(secret)));
  assert.deepEqual(
    leaks.map(([way]) => way),
    [],
    'A secret is in these',
  );
}
