import type { SignInTarget } from '../../signIn/target.js';

/**
 * A valid local integration from the setting `availableCredentials.integrations`. Its fields are those of a *Custom*
 * integration of Posit Connect; none of them is secret.
 */
export interface Definition extends SignInTarget {
  /** The Integration ID: a UUID derived from issuer (or endpoints), client id and name. */
  readonly id: string;
  readonly description: string | undefined;
  readonly scopeSeparator?: ',' | undefined;
  /** Git hosts that accept its token, in addition to the issuer's; in lower case, with a port if it is not 443. */
  readonly gitHosts: readonly string[];
}

/** An entry of the setting that can't be used. */
export interface InvalidEntry {
  /** The Integration ID, if the fields that it is derived from are valid. */
  readonly id: string | undefined;
  readonly label: string;
  /** What is wrong, in sentences that name the fields. */
  readonly problem: string;
}

/** An entry of the setting. */
export type Entry = Definition | InvalidEntry;

export function isInvalid(entry: Entry): entry is InvalidEntry {
  return 'problem' in entry;
}
