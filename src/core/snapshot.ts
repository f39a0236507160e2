import { isDeepStrictEqual } from 'node:util';
import type { CredentialError } from './errors.js';
import type { Integration } from './integration.js';

/** The last known state of one source. */
export interface SourceSnapshot {
  readonly id: string;
  /** The name that users see. */
  readonly label: string;
  /** The user's account, if the source is a server that one signs in to. Not one of `integrations`. */
  readonly account?: Integration;
  /** The last good list. `undefined` until there is one, which is not the same as an empty list. */
  readonly integrations: readonly Integration[] | undefined;
  /** Why the last attempt failed; `undefined` if it succeeded, or if none has finished yet. */
  readonly error: CredentialError | undefined;
  /** When the last good list was received, in milliseconds since the epoch; set only while `error` makes it stale. */
  readonly staleSince: number | undefined;
  /** A sentence about the last good list that the user should see. */
  readonly notice?: string;
}

/** The state of all sources, in display order. */
export type Snapshot = readonly SourceSnapshot[];

/** What one can sign in to in a source: its account, if it has one, and its integrations. */
export function signInTargetsOf({ account, integrations = [] }: SourceSnapshot): readonly Integration[] {
  return account ? [account, ...integrations] : integrations;
}

/** Whether two snapshots look alike: two errors with the same texts are equal. */
export function lookAlike(one: Snapshot, other: Snapshot): boolean {
  return isDeepStrictEqual(comparable(one), comparable(other));
}

function comparable(snapshot: Snapshot): unknown {
  return snapshot.map(({ error, ...rest }) => ({
    ...rest,
    error: error && [error.failure, error.message, error.summary],
  }));
}
