import type { SecretStorage } from '../core/ports.js';

/** A place for secrets. Its methods throw `CredentialError` that says what is wrong with the place. */
export interface SecretStore extends SecretStorage {
  /** The place in words that continue a sentence, such as "the macOS keychain". */
  readonly place: string;
}

/** The name under which secrets are stored. Other programs of the user show it. */
export const SERVICE = 'available-credentials';
export const LABEL = 'Available Credentials';

/** Checks a name, which becomes a part of a file name or of a line of input. */
export function assertName(name: string): void {
  if (!/^\w[\w.-]*$/.test(name)) {
    throw new TypeError('A secret has a name of letters, digits, dots and hyphens');
  }
}
