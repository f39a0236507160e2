import { t } from '@vscode/l10n';
import { CredentialError } from '../../core/errors.js';
import { oneLine } from '../../core/text.js';

/*
 * What the broker tells callers of the Workbench protocol, in sentences for the authors of the calling code. They are
 * functions and not constants, since the language is known only after activation.
 */

export function wrongCookie(): string {
  return t(
    'The request does not carry the cookie of this editor window, which is in the file rpc_cookie of the folder PWB_SESSION_RUNTIME_DIR. Open a new terminal in the editor.',
  );
}

export const unknownMethod = (): string =>
  t(
    'This method does not exist here. Use one of {0}.',
    'oauth_integrations, oauth_token, oauth_sign_in, oauth_sign_out, oauth_check',
  );

export const wrongVerb = (): string => t('Use GET or POST.');

export function notCall(): string {
  return t('The body must be {0}, with the same method as in the path.', '{"method": "…", "kwparams": {…}}');
}

/** @param name of a set of variables */
export function unknownEnvironment(name: unknown): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'The editor has no variables {0}. Its extension may be of another version than the command.',
      oneLine(String(name), 40),
    ),
  );
}

export const noPort = (): CredentialError =>
  new CredentialError('rejected', t('The parameter port must be the number of a port, from 1 to 65535.'));

export const failed = (): string =>
  t('The request failed. See the log of Available Credentials in the editor for the cause.');
