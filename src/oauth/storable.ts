import * as messages from './messages.js';

/**
 * Characters, as JSON, of what is stored of one answer. All windows read what is stored twice a second, and it is encrypted
 * as a whole with each change, so a server must not be able to make it grow without bound.
 */
const MOST = 65_536;

export function isStorable(value: unknown): boolean {
  return JSON.stringify(value).length <= MOST;
}

/** Throws `CredentialError` where a server sent more than anybody needs. */
export function assertStorable(host: string, value: unknown): void {
  if (!isStorable(value)) {
    throw messages.tooMuch(host, MOST / 1024);
  }
}
