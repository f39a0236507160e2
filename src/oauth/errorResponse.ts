import { t } from '@vscode/l10n';
import { CredentialError, type Failure } from '../core/errors.js';
import type { Secret } from '../core/secret.js';
import { asClause, oneLine } from '../core/text.js';
import { endsGrant, standardCode } from './errorCodes.js';
import * as messages from './messages.js';
import type { OAuthRequest } from './oauthRequest.js';
import { redactError } from './redactError.js';

interface OAuthErrorOptions {
  /** The code as the server wrote it, safe to show. */
  readonly answered?: string;
  readonly endsGrant?: boolean;
  readonly description?: string | undefined;
}

/** An error of OAuth (RFC 6749, sections 4.1.2.1 and 5.2) that a server returned. */
export class OAuthError extends CredentialError {
  /** Whether the server no longer accepts the grant, so that the user has to sign in again. */
  readonly endsGrant: boolean;
  /** The server's own words, safe to show; `undefined` if there were none. */
  readonly description: string | undefined;

  constructor(
    /** The standard code that has this meaning, such as `invalid_grant`; or the server's own if there is none. */
    readonly error: string,
    failure: Failure,
    message: string,
    { answered = error, endsGrant = false, description }: OAuthErrorOptions = {},
  ) {
    // Some messages do not contain the code.
    super(failure, message, { cause: new Error(`The server answered ${oneLine(answered)}`) });
    this.endsGrant = endsGrant;
    this.description = description;
  }
}

/** What a server returned, and in answer to what. */
export interface ErrorAnswer {
  readonly host: string;
  readonly request: OAuthRequest;
  readonly error: string;
  /** The server's own words, if any. */
  readonly description: string | undefined;
  /** How the client authenticated, if it did. */
  readonly authMethod?: string | undefined;
  /** What was sent and must not be shown. */
  readonly secrets?: readonly Secret[];
}

/**
 * The failure that an error code stands for in answer to a request. It is `authorization` only if the server does not accept
 * the grant or the client, so that asking again does not help.
 */
export function errorResponse(answer: ErrorAnswer): OAuthError {
  const { host, request, error: code, description, authMethod, secrets = [] } = answer;
  const server = oneLine(host);
  const standard = standardCode(request, code);
  const isGrantEnded = request === 'refresh' && endsGrant(standard, description);
  const answered = standard === undefined ? redactError(code, secrets) : code;
  const error = standard ?? answered;
  const said = description === undefined ? undefined : redactError(description, secrets);
  const why = oneLine(saidBy(answered, said), 260);
  const details = { answered, description: said === undefined ? undefined : oneLine(said) };
  if (isGrantEnded) {
    const message = t('{0} no longer accepts this sign-in: {1}. Sign in again.', server, why);
    return new OAuthError(error, 'authorization', message, { ...details, endsGrant: true });
  }
  const rejected = (message: string) => new OAuthError(error, 'rejected', message, details);
  switch (error) {
    case 'access_denied':
      return rejected(isUserAsked(request) ? messages.accessDenied(host, said && why) : otherError(server, why));
    case 'expired_token':
      return rejected(request === 'deviceCode' ? messages.deviceCodeExpired(host).message : otherError(server, why));
    case 'invalid_grant':
      return new OAuthError(error, 'authorization', grantRefused(request, server, why), details);
    case 'invalid_client':
      return new OAuthError(error, 'authorization', clientRefused(server, why, authMethod), details);
    case 'unauthorized_client':
    case 'unsupported_grant_type':
    case 'unsupported_response_type':
      return rejected(
        t('{0} does not let this client sign in this way: {1}. Ask its administrator to allow it.', server, why),
      );
    case 'invalid_scope':
      return rejected(
        t(
          '{0} does not grant the requested scopes: {1}. Check them with Edit Integration…, or ask the administrator of {0}.',
          server,
          why,
        ),
      );
    case 'invalid_target':
      return rejected(
        t(
          '{0} does not know the requested resource: {1}. Check it with Edit Integration…, or ask the administrator of {0}.',
          server,
          why,
        ),
      );
    case 'invalid_redirect_uri':
      return rejected(
        t(
          '{0} does not allow the redirect URI of this editor: {1}. Ask its administrator to allow it, or sign in with a device code.',
          server,
          why,
        ),
      );
    case 'invalid_client_metadata':
      return rejected(
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
        t('{0} is busy or down: {1}. If this continues, contact its administrator.', server, why),
        details,
      );
    default:
      return rejected(otherError(server, why));
  }
}

/** Whether it is the user who can refuse such a request. */
function isUserAsked(request: OAuthRequest): boolean {
  return request === 'authorization' || request === 'deviceCode';
}

function otherError(server: string, why: string): string {
  return t('{0} returned an error: {1}. If this continues, contact the administrator of {0}.', server, why);
}

/** A server's words with the code in parentheses, as part of a sentence: without a full stop at the end. */
function saidBy(error: string, description: string | undefined): string {
  return description === undefined || description === '' ? error : `${asClause(description, 200)} (${error})`;
}

function grantRefused(request: OAuthRequest, server: string, why: string): string {
  return request === 'tokenExchange'
    ? t('{0} did not accept the token: {1}. Get a new token and try again.', server, why)
    : t('{0} did not accept this sign-in: {1}. Sign in again.', server, why);
}

function clientRefused(server: string, why: string, authMethod: string | undefined): string {
  return authMethod === 'client_secret_basic'
    ? t(
        '{0} does not accept this client: {1}. Check its client ID and client secret with Edit Integration…, set token_endpoint_auth_method to {2}, or ask the administrator of {0}.',
        server,
        why,
        'client_secret_post',
      )
    : t(
        '{0} does not accept this client: {1}. Check its client ID and client secret with Edit Integration…, or ask the administrator of {0}.',
        server,
        why,
      );
}

/** `invalid_client` for a client that this editor has registered: the user has entered no ID or secret that could be wrong. */
export function registeredClientRefused(host: string): OAuthError {
  return new OAuthError(
    'invalid_client',
    'authorization',
    t(
      '{0} no longer accepts the client that this editor has registered there. Sign in again to register another one.',
      oneLine(host),
    ),
  );
}

/** The client that a grant belongs to has been replaced by another one, so that the grant is of no use any more. */
export function registeredClientReplaced(host: string): OAuthError {
  return new OAuthError(
    'invalid_client',
    'authorization',
    t(
      '{0} no longer knew the client that this editor had registered there. It is registered again, but your sign-in belonged to the old client. Sign in again.',
      oneLine(host),
    ),
    { endsGrant: true },
  );
}
