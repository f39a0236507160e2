import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import { nameOf, type SignInTarget } from './target.js';

/** What a message names. */
type Named = Pick<SignInTarget, 'displayName' | 'name'>;

/** No method leads the browser back to this window: `redirect_uri` names a Workbench that it is not in. */
export function noMethod(target: Named): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'You cannot sign in to {0} from this window, because its redirect_uri leads to a Posit Workbench session. Sign in from a session of that Workbench in your browser, or change redirect_uri with Edit Integration….',
      nameOf(target),
    ),
  );
}

/** For the log: the next method is tried. */
export const portNotForwarded = (): string =>
  t('The port of the listener is not forwarded to the same port of your own machine.');

export const pasteTitle = (target: Named): string => t('Sign In to {0}', nameOf(target));
export const pasteAddress = (): string =>
  t(
    'After you sign in, your browser shows a page that cannot be loaded: copy the whole address of that page, and paste it here.',
  );
export const addressIncomplete = (): string =>
  t('This is not the address of that page, which contains "code=" or "error=" after a question mark.');
export const addressOfAnother = (): string =>
  t('This address belongs to another sign-in. Copy the address of the page that was opened last.');

/** The user closed the box. */
export function addressNotPasted(target: Named): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'You are not signed in to {0}, because the address of the last page was not pasted. Sign in again to paste it.',
      nameOf(target),
    ),
  );
}

/** The user's next step with a device code. `userCode` and `verificationUri` come from the server. */
export function enterCode(
  target: Named,
  { userCode, verificationUri }: { readonly userCode: string; readonly verificationUri: string },
): string {
  return t(
    'To sign in to {0}, enter the code {1} at {2}',
    nameOf(target),
    oneLine(userCode, 40),
    oneLine(verificationUri, 300),
  );
}

export const copyCodeAndOpen = (): string => t('Copy Code and Open Page');
export const codeCopied = (): string => t('Copied the code');

/** The texts of the password box for a client secret. */
export const clientSecretTitle = (target: Named): string => t('Sign In to {0}', nameOf(target));
export const enterClientSecret = (): string =>
  t(
    'Enter the client secret, which is not on this machine yet. It is stored encrypted and never written to the settings.',
  );
export const clientSecretWrong = (): string =>
  t('The client secret must not be empty and may contain only visible ASCII characters.');

/** The user has cancelled the password box. */
export function clientSecretNotGiven(target: Named): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'You are not signed in to {0}, which requires a client secret. Ask the administrator of its server for it, then sign in again.',
      nameOf(target),
    ),
  );
}

export function secretMissing(target: Named): CredentialError {
  return new CredentialError(
    'configuration',
    t('The client secret of {0} is not on this machine. Enter it with Edit Integration….', nameOf(target)),
  );
}

export function clientIdMissing(target: Named): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      '{0} has no client ID. Enter it with Edit Integration…, or ask the administrator of the server for one.',
      nameOf(target),
    ),
  );
}

export function notRevoked(target: Named): string {
  return t(
    'You are signed out of {0} on this machine, but its server could not be notified. The tokens remain valid until they expire.',
    nameOf(target),
  );
}
