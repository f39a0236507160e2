import { Secret } from '../core/secret.js';
import type { AuthorizationServer } from './authorizationServer.js';
import { authenticationOf, type Client, libraryClient } from './client.js';
import { OAuthError, registeredClientRefused } from './errorResponse.js';
import { type ExpectedNonce, type ProcessTokens, processWithIdToken } from './idToken.js';
import { withoutMember } from './json.js';
import { type LibraryRequest, type LibraryRequestOptions, type OAuthPorts, withLibrary } from './libraryRequest.js';
import { tokenTypeUnknown } from './messages.js';
import type * as OAuth from './oauth4webapi.js';
import { assertStorable, isStorable } from './storable.js';
import { expiryOf, tokenIn } from './tokenAnswer.js';
import type { TokenSet } from './tokenSet.js';

/** A client and the authorization server that it belongs to. */
export interface ClientAtServer {
  readonly server: AuthorizationServer;
  readonly client: Client;
}

/** What the user wants access to, and how it is requested. */
export interface RequestedAccess {
  readonly scopes: readonly string[];
  /** What separates scopes in a request: a space (RFC 6749, section 3.3) unless the server expects something else. */
  readonly scopeSeparator?: string | undefined;
  readonly audience: string | undefined;
  /** RFC 8707. */
  readonly resource: string | undefined;
  /** RFC 7636. */
  readonly usePkce: boolean;
  /** Sent to the authorization endpoint in addition to the parameters of the protocol. */
  readonly authorizationParameters: Readonly<Record<string, string>>;
}

/** The parameter `scope`; `undefined` if no scopes are requested. */
export function scopeParameter({
  scopes,
  scopeSeparator = ' ',
}: Pick<RequestedAccess, 'scopes' | 'scopeSeparator'>): string | undefined {
  return scopes.length > 0 ? scopes.join(scopeSeparator) : undefined;
}

/** A request to a server by one of its clients. */
export interface ClientRequest extends LibraryRequest {
  readonly metadata: OAuth.Metadata;
  readonly client: OAuth.LibraryClient;
  readonly authentication: OAuth.ClientAuth;
  /**
   * Sends a request to the token endpoint, and returns what the server granted. Only bearer tokens are accepted: nothing here
   * can use another type.
   */
  readonly grant: (request: Promise<Response>, process: ProcessTokens, options?: GrantOptions) => Promise<TokenSet>;
}

interface GrantOptions {
  /** Of the authorization request, if it had one. */
  readonly nonce?: ExpectedNonce | undefined;
  /** Members of earlier answers that stay valid unless this one replaces them. */
  readonly earlier?: Readonly<Record<string, unknown>>;
}

/** Lets `work` send a request as a client that authenticates. Throws like {@link withLibrary}. */
export async function asClient<T>(
  { server, client, request, confirm }: ClientAtServer & Pick<LibraryRequestOptions, 'request' | 'confirm'>,
  ports: OAuthPorts,
  signal: AbortSignal,
  work: (call: ClientRequest) => Promise<T>,
): Promise<T> {
  const { host, metadata, issuer } = server;
  const known = libraryClient(client);
  const options = { host, request, confirm, secret: client.secret, authMethod: client.authMethod };
  try {
    return await withLibrary(options, ports, signal, (library) =>
      work({
        ...library,
        ...{ metadata, client: known, authentication: authenticationOf(client, library.oauth) },
        grant: async (sent, process, { nonce, earlier = {} } = {}) => {
          const response = await sent;
          const answeredAt = ports.clock.now();
          const { oauth } = library;
          const check = { oauth, process, metadata, client: known, nonce, host, hasIssuer: issuer !== undefined };
          const { answer, hadIdToken } = await processWithIdToken(response, check, ports.log);
          const rest = hadIdToken ? withoutMember(earlier, 'id_token') : earlier;
          return tokenSetOf(answer, answeredAt, rest, { server, client });
        },
      }),
    );
  } catch (error) {
    const isRefused = error instanceof OAuthError && error.error === 'invalid_client';
    throw isRefused && client.registration ? registeredClientRefused(host) : error;
  }
}

function tokenSetOf(
  answer: OAuth.TokenEndpointResponse,
  answeredAt: number,
  earlier: Readonly<Record<string, unknown>>,
  { server, client }: ClientAtServer,
): TokenSet {
  const { access_token, token_type, expires_in, refresh_token, scope, ...members } = answer;
  if (token_type !== 'bearer') {
    throw tokenTypeUnknown(server.host);
  }
  assertStorable(server.host, answer);
  const extra = { ...earlier, ...members };
  return {
    accessToken: tokenIn(server.host, access_token),
    tokenType: 'Bearer',
    expiresAt: expiryOf(expires_in, answeredAt),
    refreshToken: refresh_token === undefined ? undefined : new Secret(refresh_token),
    scope,
    registration: client.registration,
    // A server that sends other members each time must not make it grow without bound.
    extra: new Secret(isStorable(extra) ? extra : members),
  };
}
