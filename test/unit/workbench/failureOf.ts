import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';

/** What `act` throws, which may be a `CredentialError` and nothing else; `undefined` if it throws nothing. */
export function failureIn(act: () => unknown): CredentialError | undefined {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof CredentialError, String(error));
    return error;
  }
  return undefined;
}

/** What `act` throws, which has to be a `CredentialError`. */
export function failureOf(act: () => unknown): CredentialError {
  return failureIn(act) ?? assert.fail('It did not fail.');
}
