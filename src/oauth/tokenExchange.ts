import type { Secret } from '../core/secret.js';
import type { AuthorizationServer } from './authorizationServer.js';
import { type OAuthPorts, withLibrary } from './libraryRequest.js';
import { assertStorable } from './storable.js';
import { expiryOf, tokenIn } from './tokenAnswer.js';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Types of tokens (RFC 8693, section 3). */
export const TOKEN_TYPES = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  idToken: 'urn:ietf:params:oauth:token-type:id_token',
} as const;

type TokenType = (typeof TOKEN_TYPES)[keyof typeof TOKEN_TYPES];

export interface TokenExchange {
  readonly server: AuthorizationServer;
  readonly subjectToken: Secret;
  readonly subjectTokenType: TokenType;
  readonly requestedTokenType: TokenType;
}

/** What a token was exchanged for. The caller knows how the token that it requested is used. */
export interface ExchangedToken {
  readonly token: Secret;
  /** Milliseconds since the epoch; `undefined` if the server did not say. */
  readonly expiresAt: number | undefined;
}

/**
 * Whether a server exchanges tokens, as far as it says: one that does not list its grant types may do it. RFC 8414, section 2,
 * has a default for that, but servers leave the list out for other reasons, too.
 */
export function mayExchangeTokens({ grantTypes }: AuthorizationServer): boolean {
  return grantTypes?.includes(GRANT_TYPE) !== false;
}

/**
 * Exchanges a token for another one (RFC 8693, section 2). No client is named: the subject token is all that the server goes
 * by. Throws `CredentialError` (`OAuthError` if the server refuses), or the signal's reason once it is aborted.
 */
export function exchangeToken(
  { server, subjectToken, subjectTokenType, requestedTokenType }: TokenExchange,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<ExchangedToken> {
  const { host, metadata } = server;
  // oauth4webapi requires a client; this placeholder is not sent.
  const client = { client_id: 'none' };
  const withoutClient = () => undefined;
  return withLibrary({ host, request: 'tokenExchange' }, ports, signal, async ({ oauth, options }) => {
    const parameters = {
      subject_token: subjectToken.reveal(),
      subject_token_type: subjectTokenType,
      requested_token_type: requestedTokenType,
    };
    const send = oauth.genericTokenEndpointRequest;
    const response = await send(metadata, client, withoutClient, GRANT_TYPE, parameters, options);
    const answeredAt = ports.clock.now();
    const answer = await oauth.processGenericTokenEndpointResponse(metadata, client, response);
    assertStorable(host, answer);
    return { token: tokenIn(host, answer.access_token), expiresAt: expiryOf(answer.expires_in, answeredAt) };
  });
}
