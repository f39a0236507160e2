import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { asClause, oneLine } from '../core/text.js';

/* Where the key to the stored sign-ins is, and what can be wrong with that place. */

/** @param program such as `secret-tool` */
export const systemKeyring = (program: string): string => t('the system keyring ({0})', program);
export const macKeychain = (): string => t('the macOS keychain');
export const dataProtection = (): string => t('Windows data protection (DPAPI)');
export const keyFile = (folder: string): string =>
  t('a file in {0}, which only your user account can read', oneLine(folder, 300));

/** A keyring that holds the key can't be used. */
export class KeyringError extends CredentialError {
  /** @param reason a clause */
  constructor(
    message: string,
    readonly reason: string,
  ) {
    super('configuration', message);
  }
}

/** @param place see above */
export function locked(place: string): KeyringError {
  return new KeyringError(
    t(
      'The key to your sign-ins is in {0}, which is locked. Unlock it, for example by signing in to the desktop of this machine, and try again.',
      place,
    ),
    t('it is locked'),
  );
}

/** @param said why, in words of the program or in a clause */
export function failed(place: string, said: string): KeyringError {
  const reason = asClause(said, 200);
  return new KeyringError(
    t(
      'The key to your sign-ins is in {0}, which cannot be used here: {1}. Try again in a session in which it works.',
      place,
      reason,
    ),
    reason,
  );
}

export function fileFailed(folder: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The key to your sign-ins cannot be read or written. Check that you have permission to use {0} and that the disk is not full.',
      oneLine(folder, 300),
    ),
    { cause },
  );
}

/* Why a program could not be used: clauses. */
export const notInstalled = (program: string): string => t('{0} is not installed', program);
export const notStarted = (program: string): string => t('{0} could not be started', program);
export const noAnswer = (program: string, seconds: number): string =>
  t('{0} did not answer within {1} s', program, seconds);
export const endedWith = (program: string, code: number | null): string =>
  code === null ? t('{0} was ended by a signal', program) : t('{0} failed with code {1}', program, code);
/** Why a file is used. @param place see above @param reason a clause */
export const notUsed = (place: string, reason: string): string => t('{0} cannot be used: {1}', place, reason);

export const notKept = (): string => t('it did not keep what was stored');
