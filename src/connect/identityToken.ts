import { abortable } from '../core/abort.js';
import { CredentialError } from '../core/errors.js';
import type { Secret } from '../core/secret.js';
import type { AuthorizationServer } from '../oauth/authorizationServer.js';
import { discover } from '../oauth/discovery.js';
import { OAuthError } from '../oauth/errorResponse.js';
import type { OAuthPorts } from '../oauth/libraryRequest.js';
import { IssuerMismatch } from '../oauth/serverMessages.js';
import { exchangeToken, mayExchangeTokens, TOKEN_TYPES } from '../oauth/tokenExchange.js';
import type { ConnectCredential } from './credential.js';
import * as messages from './identityTokenMessages.js';
import { verifyCredential } from './verifyCredential.js';

/**
 * Exchanges a workload's identity token, such as a CI job's, for an API key of the server (RFC 8693), and checks that the server
 * accepts it, also if it belongs to a service principal without a user. The key expires soon and can't be renewed: that takes
 * another identity token. Throws `CredentialError` that says who can help, or the signal's reason once it is aborted.
 *
 * @param url of the server, without a slash at the end
 */
export async function keyForIdentityToken(
  url: string,
  identityToken: Secret,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<ConnectCredential> {
  const key = await exchangeIdentityToken(url, identityToken, ports, signal);
  await verifyCredential(url, key, ports, signal);
  return key;
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
    return await discover(new URL(url), ports, true);
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
