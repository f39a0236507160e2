import { t } from '@vscode/l10n';
import { CredentialError, type Failure } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import * as messages from './messages.js';

/** An authorization server understood, and refused by one of the error codes of OAuth, which `error` is. */
export class OAuthError extends CredentialError {
  constructor(
    readonly error: string,
    failure: Failure,
    message: string,
  ) {
    // The code stands in the message of some only.
    super(failure, message, { cause: new Error(`The server answered ${oneLine(error)}`) });
  }
}

/**
 * The refusal that an error code stands for, wherever it came: in an answer to the browser, or of an endpoint. The failure
 * is `authorization` only where what was granted is lost, or the client is not accepted; asking again then never helps.
 *
 * @param description the server's words, where it has any
 */
export function errorResponse(host: string, error: string, description: string | undefined): CredentialError {
  const server = oneLine(host);
  // Without a full stop of its own, as a part of a sentence.
  const said =
    description === undefined || description === ''
      ? error
      : `${oneLine(description, 200).replace(/\.$/, '')} (${error})`;
  const why = oneLine(said, 260);
  switch (error) {
    case 'access_denied':
      return new OAuthError(error, 'rejected', messages.accessDenied(host).message);
    case 'expired_token':
      return new OAuthError(error, 'rejected', messages.deviceCodeExpired(host).message);
    case 'invalid_grant':
      return new OAuthError(
        error,
        'authorization',
        t('{0} no longer accepts this sign-in: {1}. Sign in again.', server, why),
      );
    case 'invalid_client':
      return new OAuthError(
        error,
        'authorization',
        t(
          '{0} does not accept this client: {1}. Check its client ID and client secret with Edit Integration…, or ask the administrator of {0}.',
          server,
          why,
        ),
      );
    case 'unauthorized_client':
    case 'unsupported_grant_type':
    case 'unsupported_response_type':
      return new OAuthError(
        error,
        'rejected',
        t('{0} does not let this client sign in this way: {1}. Ask its administrator to allow it.', server, why),
      );
    case 'invalid_scope':
      return new OAuthError(
        error,
        'rejected',
        t(
          '{0} does not grant the scopes that were asked for: {1}. Check them with Edit Integration…, or ask the administrator of {0}.',
          server,
          why,
        ),
      );
    case 'invalid_target':
      return new OAuthError(
        error,
        'rejected',
        t(
          '{0} does not know the resource that was asked for: {1}. Check it with Edit Integration…, or ask the administrator of {0}.',
          server,
          why,
        ),
      );
    case 'invalid_redirect_uri':
      return new OAuthError(
        error,
        'rejected',
        t(
          '{0} does not allow the redirect URI of this editor: {1}. Ask its administrator to allow it, or sign in with a device code.',
          server,
          why,
        ),
      );
    case 'invalid_client_metadata':
      return new OAuthError(
        error,
        'rejected',
        t(
          '{0} did not register this editor as a client: {1}. Ask its administrator for a client ID, and enter it with Edit Integration….',
          server,
          why,
        ),
      );
    case 'temporarily_unavailable':
    case 'server_error':
      return new OAuthError(
        error,
        'network',
        t('{0} is busy or down for now: {1}. Tell its administrator if it goes on.', server, why),
      );
    default:
      return new OAuthError(error, 'rejected', t('{0} says: {1}. Tell its administrator if it goes on.', server, why));
  }
}

/** `invalid_client` for a client that this editor has registered: nobody has entered an ID or a secret that could be wrong. */
export function registeredClientRefused(host: string): OAuthError {
  return new OAuthError(
    'invalid_client',
    'authorization',
    t(
      '{0} no longer accepts the client that this editor has registered there. Sign in again, which registers another one.',
      oneLine(host),
    ),
  );
}
