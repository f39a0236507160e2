import { t } from '@vscode/l10n';
import { CredentialError, type Failure } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import type { OAuthError } from '../oauth/errorResponse.js';

/* What can go wrong when a workload signs in with an identity token. `host` is the server's, with its port. */

/** @param cause the failure to find the metadata */
export function oauthMissing(host: string, cause: CredentialError): CredentialError {
  const message = t(
    '{0} does not accept identity tokens: it is older than Posit Connect 2026.02, or OAuth is turned off. Use an API key, or ask an administrator of the server to upgrade it or to turn on OAuth.',
    oneLine(host),
  );
  return new CredentialError('unsupported', message, { cause });
}

/** @param refusal the server's; without one, its metadata say so */
export function exchangeNotOffered(host: string, refusal?: OAuthError): CredentialError {
  const message = t(
    '{0} does not exchange identity tokens for API keys. Use an API key, or ask an administrator of the server to turn on token exchange.',
    oneLine(host),
  );
  return refused('unsupported', message, refusal);
}

export function tokenAmbiguous(host: string, refusal: OAuthError): CredentialError {
  const message = t(
    'The identity token matches more than one service principal of {0}. Ask an administrator of the server to make their rules more specific.',
    oneLine(host),
  );
  return refused('authorization', message, refusal);
}

export function tokenNotVerified(host: string, refusal: OAuthError): CredentialError {
  const message = t(
    '{0} could not verify the identity token. Get a new token, and check the clock of this machine. If this continues, ask an administrator of the server whether it trusts the issuer of the token.',
    oneLine(host),
  );
  return refused('authorization', message, refusal);
}

export function notGranted(host: string, refusal: OAuthError): CredentialError {
  const message = t(
    '{0} grants no access to this identity token. Check the audience for which the token was issued, and ask an administrator of the server to give its service principal access.',
    oneLine(host),
  );
  return refused('authorization', message, refusal);
}

/** With the server's own words, if it sent any. */
function refused(failure: Failure, message: string, refusal: OAuthError | undefined): CredentialError {
  const said = refusal?.description === undefined ? '' : ` ${t('The server says: {0}', refusal.description)}`;
  return new CredentialError(failure, `${message}${said}`, { cause: refusal });
}
