import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { CredentialError, errorChain } from '../../src/core/errors.js';
import { formsOf } from '../secretForms.js';

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
    'json with causes': serialised(error),
    inspected: inspect(error, { depth: 20, showHidden: true }),
  };
  const leaks = Object.entries(ways).filter(([, text]) => holdsAny(text, secrets));
  assert.deepEqual(
    leaks.map(([way]) => way),
    [],
    'A secret is in these',
  );
}

/** Whether a text holds one of `secrets` in any form. */
export function holdsAny(text: string, secrets: readonly string[]): boolean {
  return secrets.flatMap(formsOf).some((form) => text.includes(form));
}

/** An error as JSON with all that it holds: also what is not enumerable, its causes, and the errors that it unites. */
function serialised(error: unknown): string {
  const seen = new Set<unknown>();
  return JSON.stringify({ error }, function (this: Readonly<Record<string, unknown>>, key) {
    // Not the second argument, which has been through `toJSON`.
    const value = this[key];
    if (typeof value !== 'object' || value === null) {
      return typeof value === 'bigint' ? String(value) : value;
    }
    if (seen.has(value)) {
      return undefined;
    }
    seen.add(value);
    if (ArrayBuffer.isView(value)) {
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
    }
    return Array.isArray(value)
      ? value
      : Object.fromEntries(Reflect.ownKeys(value).map((name) => [String(name), Reflect.get(value, name) as unknown]));
  });
}
