import { createHash, randomBytes } from 'node:crypto';
import { loopbackFetch } from '../loopbackFetch.js';
import type { Config } from './integrationConfig.js';
import type { Integration } from './integrations.js';
import { isObject } from './router.js';
import type { SessionTokens } from './sessions.js';

/** An identity provider, and Connect's client there for integrations whose template leads to a provider on the Internet. */
export interface ProviderAccess {
  readonly authorizationUri: string;
  readonly tokenUri: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What an authorization request has to remember until its answer comes. */
export interface PendingSignIn {
  readonly state: string;
  /** Undefined: without PKCE. */
  readonly verifier: string | undefined;
}

/** The provider's token endpoint refused, or answered with something else than tokens. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal';
}

const DEFAULT_SCOPES = 'openid offline_access reports:read';

/**
 * Connect as the OAuth client of one integration. It is written by hand: an integration names two endpoints, and no issuer
 * whose metadata a library would want.
 */
export class ProviderClient {
  readonly #client: { readonly id: string; readonly secret: string; readonly method: string };
  readonly #authorizationUri: string;
  readonly #tokenUri: string;
  readonly #scopes: string;
  readonly #usesPkce: boolean;

  /** @param redirectUri where the provider sends the browser back */
  constructor(
    { template, config }: Pick<Integration, 'template' | 'config'>,
    access: ProviderAccess,
    private readonly redirectUri: string,
  ) {
    const own = template === 'custom' ? config : undefined;
    this.#client = {
      id: own ? textIn(own, 'client_id') : access.clientId,
      secret: own ? textIn(own, 'client_secret') : access.clientSecret,
      method: textIn(config, 'token_endpoint_auth_method'),
    };
    this.#authorizationUri = own ? textIn(own, 'authorization_uri') : access.authorizationUri;
    this.#tokenUri = own ? textIn(own, 'token_uri') : access.tokenUri;
    this.#scopes = own ? textIn(own, 'scopes') : DEFAULT_SCOPES;
    this.#usesPkce = config['use_pkce'] !== false;
  }

  /** An authorization request: where the browser goes, and what `redeem` needs when it is answered. */
  authorize(): { readonly url: string; readonly pending: PendingSignIn } {
    const verifier = this.#usesPkce ? randomBytes(32).toString('base64url') : undefined;
    const state = randomBytes(24).toString('base64url');
    const url = new URL(this.#authorizationUri);
    const parameters: Record<string, string> = {
      client_id: this.#client.id,
      response_type: 'code',
      redirect_uri: this.redirectUri,
      state,
      // Providers give offline_access only where consent is asked for (OpenID Connect Core, section 11).
      prompt: 'consent',
    };
    if (this.#scopes !== '') parameters['scope'] = this.#scopes;
    if (verifier !== undefined) {
      parameters['code_challenge'] = createHash('sha256').update(verifier).digest('base64url');
      parameters['code_challenge_method'] = 'S256';
    }
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, pending: { state, verifier } };
  }

  /** @throws ProviderRefusal */
  redeem(code: string, { verifier }: PendingSignIn): Promise<SessionTokens> {
    const pkce = verifier === undefined ? {} : { code_verifier: verifier };
    return this.#tokens({ grant_type: 'authorization_code', code, redirect_uri: this.redirectUri, ...pkce });
  }

  /** @throws ProviderRefusal */
  async refresh(refreshToken: string): Promise<SessionTokens> {
    const renewed = await this.#tokens({ grant_type: 'refresh_token', refresh_token: refreshToken });
    return { ...renewed, refreshToken: renewed.refreshToken ?? refreshToken };
  }

  /** A service account's own token. @throws ProviderRefusal */
  clientCredentials(): Promise<SessionTokens> {
    return this.#tokens({
      grant_type: 'client_credentials',
      ...(this.#scopes === '' ? {} : { scope: this.#scopes }),
    });
  }

  async #tokens(parameters: Readonly<Record<string, string>>): Promise<SessionTokens> {
    const { id, secret, method } = this.#client;
    const inBody = method === 'client_secret_post' || secret === '';
    const body = new URLSearchParams({
      ...parameters,
      ...(inBody ? { client_id: id } : {}),
      ...(inBody && secret !== '' ? { client_secret: secret } : {}),
    });
    const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
    const headers = inBody ? {} : { authorization: `Basic ${basic}` };
    const response = await loopbackFetch(this.#tokenUri, { method: 'POST', headers, body }).catch(() => undefined);
    const answer: unknown = await response?.json().catch(() => undefined);
    if (!response?.ok || !isObject(answer) || typeof answer['access_token'] !== 'string') {
      throw new ProviderRefusal('The identity provider did not issue a token.');
    }
    const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken, expires_in: lifetime } = answer;
    return {
      accessToken,
      refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
      idToken: typeof idToken === 'string' ? idToken : undefined,
      expiresAt: Date.now() + (typeof lifetime === 'number' ? lifetime : 0) * 1000,
    };
  }
}

function textIn(config: Config, name: string): string {
  const value = config[name];
  return typeof value === 'string' ? value : '';
}
