import { abortable } from '../core/abort.js';
import { CredentialError } from '../core/errors.js';
import { Secret } from '../core/secret.js';
import type { AuthorizationServer } from '../oauth/authorizationServer.js';
import { discover } from '../oauth/discovery.js';
import { OAuthError } from '../oauth/errorResponse.js';
import type { OAuthPorts } from '../oauth/libraryRequest.js';
import { IssuerMismatch } from '../oauth/serverMessages.js';
import { exchangeToken, mayExchangeTokens, TOKEN_TYPES } from '../oauth/tokenExchange.js';
import type { ConnectCredential } from './credential.js';
import * as messages from './identityTokenMessages.js';
import type { KnownUser } from './user.js';
import { verifyCredential } from './verifyCredential.js';

/** What a workload is signed in with, and as whom. */
export interface SignedInWorkload {
  /** An API key, which the server accepts. It expires soon, and can't be renewed: that takes another identity token. */
  readonly credential: ConnectCredential;
  readonly user: KnownUser;
}

/** The identity token in a text that a user or a file gives. Throws `CredentialError` (`configuration`) if there is none. */
export function parseIdentityToken(text: string): Secret {
  const token = text.trim();
  if (token === '') {
    throw messages.tokenMissing();
  }
  return new Secret(token);
}

/**
 * Signs in to a server with a workload's identity token, such as a CI job's, and checks the API key that the server returns.
 * Throws `CredentialError` that says who can help, or the signal's reason once it is aborted.
 *
 * @param url of the server, without a slash at the end
 */
export async function signInWithIdentityToken(
  url: string,
  identityToken: Secret,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<SignedInWorkload> {
  const credential = await exchangeIdentityToken(url, identityToken, ports, signal);
  return { credential, user: await verifyCredential(url, credential, ports, signal) };
}

async function exchangeIdentityToken(
  url: string,
  subjectToken: Secret,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<ConnectCredential> {
  const { host } = new URL(url);
  const server = await abortable(signal, () => authorizationServerOf(url, ports));
  if (!mayExchangeTokens(server)) {
    throw messages.exchangeNotOffered(host);
  }
  const types = { subjectTokenType: TOKEN_TYPES.idToken, requestedTokenType: TOKEN_TYPES.accessToken };
  try {
    const { token, expiresAt } = await exchangeToken({ server, subjectToken, ...types }, ports, signal);
    return { kind: 'apiKey', value: token, expiresAt };
  } catch (error) {
    throw error instanceof OAuthError ? refusalOf(host, error) : error;
  }
}

async function authorizationServerOf(url: string, ports: OAuthPorts): Promise<AuthorizationServer> {
  try {
    return await discover(new URL(url), ports);
  } catch (error) {
    // It answers, so it has no metadata, or none that can be used.
    const isAnswer = error instanceof CredentialError && error.failure !== 'network';
    throw isAnswer && !(error instanceof IssuerMismatch) ? messages.oauthMissing(new URL(url).host, error) : error;
  }
}

/** What a refusal means. Connect answers `invalid_grant` for three reasons, which only its description tells apart. */
function refusalOf(host: string, error: OAuthError): CredentialError {
  const description = error.description?.toLowerCase() ?? '';
  switch (error.error) {
    case 'invalid_grant':
      if (description.includes('ambiguous')) {
        return messages.tokenAmbiguous(host, error);
      }
      return description.includes('verif') ? messages.tokenNotVerified(host, error) : messages.notGranted(host, error);
    case 'invalid_target':
    case 'access_denied':
      return messages.notGranted(host, error);
    // A server without token exchange may look for a client first, and there is none in the request.
    case 'invalid_client':
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return messages.exchangeNotOffered(host, error);
    default:
      return error;
  }
}
