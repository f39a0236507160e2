import { Secret } from '../core/secret.js';
import type { TokenSet } from './tokenSet.js';
import { authenticationOf, type Client, libraryClient } from './client.js';
import { type LibraryRequest, withLibrary, type OAuthPorts } from './libraryRequest.js';
import { malformed, tokenTypeUnknown } from './messages.js';
import type * as OAuth from './oauth4webapi.js';
import { OAuthError, registeredClientRefused } from './errorResponse.js';
import type { AuthorizationServer } from './authorizationServer.js';
import { assertStorable } from './storable.js';

/** Who speaks with whom. */
export interface ClientAtServer {
  readonly server: AuthorizationServer;
  readonly client: Client;
}

/** What is asked of a server. */
export interface RequestedAccess {
  readonly scopes: readonly string[];
  readonly audience: string | undefined;
  /** RFC 8707. */
  readonly resource: string | undefined;
  /** RFC 7636. */
  readonly usePkce: boolean;
  /** Sent to the authorization endpoint in addition to the parameters of the protocol. */
  readonly authorizationParameters: Readonly<Record<string, string>>;
}

/** An exchange with a server, as one of its clients. */
export interface ClientRequest extends LibraryRequest {
  readonly metadata: OAuth.Metadata;
  readonly client: OAuth.LibraryClient;
  readonly authentication: OAuth.ClientAuth;
  /**
   * What the token endpoint grants: the answer to `request`, checked by `process`. Only Bearer tokens are taken, since
   * nobody could use another kind.
   */
  readonly grant: (request: Promise<Response>, process: ProcessTokens) => Promise<TokenSet>;
}

type ProcessTokens = (
  metadata: OAuth.Metadata,
  client: OAuth.LibraryClient,
  response: Response,
) => Promise<OAuth.TokenEndpointResponse>;

/** Like `exchanging`, with a client that authenticates. */
export async function asClient<T>(
  parties: ClientAtServer,
  ports: OAuthPorts,
  signal: AbortSignal,
  work: (call: ClientRequest) => Promise<T>,
): Promise<T> {
  try {
    return await exchangingAs(parties, ports, signal, work);
  } catch (error) {
    const isRefused = error instanceof OAuthError && error.error === 'invalid_client';
    throw isRefused && parties.client.registration ? registeredClientRefused(parties.server.host) : error;
  }
}

function exchangingAs<T>(
  { server, client }: ClientAtServer,
  ports: OAuthPorts,
  signal: AbortSignal,
  work: (call: ClientRequest) => Promise<T>,
): Promise<T> {
  const options = {
    host: server.host,
    secret: client.secret,
    // Without an issuer there is nothing to check it by, and nobody reads it.
    passedOver: server.issuer === undefined ? ['id_token'] : [],
  };
  return withLibrary(options, ports, signal, (exchange) => {
    const { metadata } = server;
    const known = libraryClient(client);
    return work({
      ...exchange,
      ...{ metadata, client: known, authentication: authenticationOf(client, exchange.oauth) },
      grant: async (request, process) => {
        const response = await request;
        const answeredAt = ports.clock.now();
        return grantOf(await process(metadata, known, response), answeredAt, { server, client });
      },
    });
  });
}

/** The last moment that a `Date` can tell. */
const END_OF_TIME = 8.64e15;

/** Visible characters (RFC 6749, appendix A.12): a token may end up in a header. */
const TOKEN = /^[\x20-\x7e]+$/;

function grantOf(
  answer: OAuth.TokenEndpointResponse,
  answeredAt: number,
  { server, client }: ClientAtServer,
): TokenSet {
  const { access_token, token_type, expires_in, refresh_token, scope, ...extra } = answer;
  if (token_type !== 'bearer') {
    throw tokenTypeUnknown(server.host);
  }
  assertStorable(server.host, answer);
  if (!TOKEN.test(access_token)) {
    throw malformed(server.host, 'access_token');
  }
  return {
    accessToken: new Secret(access_token),
    tokenType: 'Bearer',
    expiresAt: expires_in === undefined ? undefined : Math.min(answeredAt + expires_in * 1000, END_OF_TIME),
    refreshToken: refresh_token === undefined ? undefined : new Secret(refresh_token),
    scope,
    registration: client.registration,
    extra: new Secret(extra),
  };
}
