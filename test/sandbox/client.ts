import * as oauth from 'oauth4webapi';
import type { IntegrationConfig } from './integrations.js';
import { loopbackFetch } from './loopbackFetch.js';

/** What the provider has granted: stays in the server's memory. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What one authorization request has to remember until its answer comes. */
export interface PendingAuthorization {
  readonly state: string;
  readonly codeVerifier: string;
}

// The provider is on this machine: nothing between the two can listen.
const onLoopback = { [oauth.customFetch]: loopbackFetch, [oauth.allowInsecureRequests]: true };

/** The provider's endpoints, by its discovery document. */
export async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(new URL(issuer), onLoopback);
  return oauth.processDiscoveryResponse(new URL(issuer), response);
}

/** A confidential OAuth client (RFC 6749, 7636, 7009) for one integration. Errors are those of oauth4webapi. */
export class OAuthClient {
  readonly #client: oauth.Client;
  readonly #authentication: oauth.ClientAuth;

  constructor(
    private readonly server: oauth.AuthorizationServer,
    private readonly integration: IntegrationConfig,
    private readonly redirectUri: string,
  ) {
    this.#client = { client_id: integration.clientId, id_token_signed_response_alg: 'ES256' };
    this.#authentication = oauth.ClientSecretBasic(integration.clientSecret);
  }

  /** A new authorization request: the URL for the user's browser, and what `redeem` needs when it is answered. */
  async authorize(): Promise<{ url: string; pending: PendingAuthorization }> {
    const pending = { state: oauth.generateRandomState(), codeVerifier: oauth.generateRandomCodeVerifier() };
    const url = new URL(this.server.authorization_endpoint ?? '');
    const parameters = {
      client_id: this.integration.clientId,
      response_type: 'code',
      redirect_uri: this.redirectUri,
      scope: this.integration.scopes.join(' '),
      state: pending.state,
      code_challenge: await oauth.calculatePKCECodeChallenge(pending.codeVerifier),
      code_challenge_method: 'S256',
      // Providers give offline_access only where consent is asked for (OpenID Connect Core, section 11).
      prompt: 'consent',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, pending };
  }

  /** Checks the authorization response and exchanges its code. Throws `AuthorizationResponseError` when the user refused. */
  async redeem(response: URLSearchParams, pending: PendingAuthorization): Promise<Grant> {
    const checked = oauth.validateAuthResponse(this.server, this.#client, response, pending.state);
    const answer = await oauth.authorizationCodeGrantRequest(
      this.server,
      this.#client,
      this.#authentication,
      checked,
      this.redirectUri,
      pending.codeVerifier,
      onLoopback,
    );
    return toGrant(await oauth.processAuthorizationCodeResponse(this.server, this.#client, answer));
  }

  /** Exchanges the refresh token for a new grant; the old tokens are then used up. Throws `ResponseBodyError` when the provider refuses. */
  async refresh(refreshToken: string): Promise<Grant> {
    const answer = await oauth.refreshTokenGrantRequest(
      this.server,
      this.#client,
      this.#authentication,
      refreshToken,
      onLoopback,
    );
    const grant = toGrant(await oauth.processRefreshTokenResponse(this.server, this.#client, answer));
    return { ...grant, refreshToken: grant.refreshToken ?? refreshToken };
  }

  /** Revokes at the provider: the refresh token, from which new access tokens would come, before the access token. */
  async revoke(grant: Grant): Promise<void> {
    for (const token of [grant.refreshToken, grant.accessToken]) {
      if (token === undefined) continue;
      const answer = await oauth.revocationRequest(this.server, this.#client, this.#authentication, token, onLoopback);
      await oauth.processRevocationResponse(answer);
    }
  }
}

/** The OAuth error that the provider has answered; undefined for every other kind of failure. */
export function oauthErrorOf(error: unknown): { error: string; error_description: string } | undefined {
  if (!(error instanceof oauth.ResponseBodyError) && !(error instanceof oauth.AuthorizationResponseError))
    return undefined;
  return { error: error.error, error_description: error.error_description ?? '' };
}

function toGrant(answer: oauth.TokenEndpointResponse): Grant {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: Date.now() + (answer.expires_in ?? 0) * 1000,
  };
}
