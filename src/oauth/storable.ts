import * as messages from './messages.js';

/**
 * How much of one answer is stored, in characters of JSON. All windows read the encrypted file twice a second and each change
 * encrypts all of it, so a server must not be able to make it grow without bound.
 */
const MOST = 65_536;

export function isStorable(value: unknown): boolean {
  return JSON.stringify(value).length <= MOST;
}

/** Throws `CredentialError` if a server sent more than can be stored. */
export function assertStorable(host: string, value: unknown): void {
  if (!isStorable(value)) {
    throw messages.tooMuch(host, MOST / 1024);
  }
}
