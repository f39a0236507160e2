import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/* What can be wrong with exchanging an identity token for an API key. */

export function notOffered(host: string): CredentialError {
  return new CredentialError(
    'unsupported',
    t(
      '{0} does not exchange identity tokens. Contact its administrator: the server may have to be upgraded. Otherwise, sign in in the browser.',
      oneLine(host),
    ),
  );
}

export function ambiguous(host: string): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      'The identity token matches more than one service principal of {0}. Ask its administrator to make their conditions differ.',
      oneLine(host),
    ),
  );
}

export function notVerified(host: string): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      '{0} could not verify the identity token. Check that it has not expired, that the clock of this machine is right, and that the server knows its issuer.',
      oneLine(host),
    ),
  );
}

export function notGranted(host: string): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      'The identity token gives no access to {0}. Check the audience for which it was issued, and ask the administrator which service principals have access.',
      oneLine(host),
    ),
  );
}

/** @param said the server's words */
export function refused(host: string, said: string): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      '{0} did not exchange the identity token ({1}). Contact its administrator.',
      oneLine(host),
      said === '' ? t('it gave no reason') : oneLine(said, 300),
    ),
  );
}

export function noKey(host: string): CredentialError {
  return new CredentialError(
    'protocol',
    t('The answer of {0} contains no API key that can be used. Contact its administrator.', oneLine(host)),
  );
}
