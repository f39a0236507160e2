import { OAuthClient, discover, oauthErrorOf, type Grant, type PendingAuthorization } from './client.js';
import { configErrorOf, labelOf, toWire, type IntegrationConfig, type ProviderUrls } from './integrations.js';
import type { IssuedSecrets } from './issuedSecrets.js';

/** An unfinished sign-in is forgotten after this time. */
const SIGN_IN_TIME_LIMIT = 10 * 60_000;
/** An access token that has less than this left is refreshed before it is returned. */
const REFRESH_MARGIN = 60_000;

/** Why the user's request can't be met; the message is for the user. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

interface PendingSignIn extends PendingAuthorization {
  readonly entry: Entry;
  readonly startedAt: number;
}

interface Entry {
  readonly config: IntegrationConfig;
  readonly client: OAuthClient;
  grant: Grant | undefined;
  refreshing: Promise<void> | undefined;
}

/** The session user's credentials: which integrations there are, and what the provider has granted for each. */
export class Credentials {
  readonly #signIns = new Map<string, PendingSignIn>();
  /** The states of all sign-ins that it has ever started. */
  readonly #states = new Set<string>();

  private constructor(
    private readonly entries: readonly Entry[],
    private readonly urls: ProviderUrls,
    private readonly secrets: IssuedSecrets,
  ) {}

  /** Reads the provider's metadata, without signing in. @param redirectUri where the provider sends the browser back */
  static async create(
    integrations: readonly IntegrationConfig[],
    issuer: string,
    redirectUri: string,
    secrets: IssuedSecrets,
  ): Promise<Credentials> {
    const server = await discover(issuer);
    const urls = {
      issuer: server.issuer,
      authUrl: server.authorization_endpoint ?? '',
      tokenUrl: server.token_endpoint ?? '',
    };
    integrations.forEach(({ clientSecret }) => secrets.add('client secret', clientSecret));
    const entries = integrations.map((config) => ({
      config,
      client: new OAuthClient(server, config, redirectUri),
      grant: undefined,
      refreshing: undefined,
    }));
    return new Credentials(entries, urls, secrets);
  }

  /** Each integration by its ID and the name that a user sees, with its status and what is wrong with it, if anything. */
  list(): { guid: string; name: string; authenticated: boolean; configError: string | undefined }[] {
    return this.entries.map(({ config, grant }) => ({
      guid: config.guid,
      name: labelOf(config),
      authenticated: grant !== undefined,
      configError: configErrorOf(config, this.urls),
    }));
  }

  /** The answer of the RPC `oauth_integrations`. */
  toWire(): object {
    const authenticated = new Set(this.entries.filter(({ grant }) => grant).map(({ config }) => config));
    return toWire(
      this.entries.map(({ config }) => config),
      this.urls,
      (config) => authenticated.has(config),
    );
  }

  /** The provider's authorization URL, for the user's browser. Throws `Refusal` if signing in is not possible. */
  async startSignIn(guid: string): Promise<string> {
    const entry = this.#entry(guid);
    const configError = configErrorOf(entry.config, this.urls);
    if (configError !== undefined) throw new Refusal(configError);
    this.#forgetOldSignIns();
    const { url, pending } = await entry.client.authorize();
    this.#states.add(pending.state);
    this.#signIns.set(pending.state, { ...pending, entry, startedAt: Date.now() });
    return url;
  }

  /** Whether a sign-in of this server's own has or had this state. */
  knows(state: string | null): boolean {
    return state !== null && this.#states.has(state);
  }

  /**
   * Takes the provider's answer that the browser has brought; a state counts once. Returns the integration's name.
   * Throws `Refusal` for an unknown or old state, and what `OAuthClient.redeem` throws.
   */
  async finishSignIn(response: URLSearchParams): Promise<string> {
    this.secrets.add('authorization code', response.get('code') ?? undefined);
    this.#forgetOldSignIns();
    const state = response.get('state') ?? '';
    const pending = this.#signIns.get(state);
    if (!pending) throw new Refusal('This sign-in is not known, or no longer. Start it again.');
    this.#signIns.delete(state);
    pending.entry.grant = this.#remember(await pending.entry.client.redeem(response, pending));
    return labelOf(pending.entry.config);
  }

  /**
   * The user's grant with an access token that lives for another minute at least, refreshed where necessary.
   * Throws `Refusal` when the user is not signed in, and what `OAuthClient.refresh` throws.
   */
  async grant(guid: string): Promise<Grant> {
    const entry = this.#entry(guid);
    if (entry.grant?.refreshToken && entry.grant.expiresAt - Date.now() < REFRESH_MARGIN) {
      // Together: a refresh token that is used twice costs the whole grant.
      entry.refreshing ??= this.#refresh(entry, entry.grant, entry.grant.refreshToken).finally(
        () => (entry.refreshing = undefined),
      );
      await entry.refreshing;
    }
    if (!entry.grant || entry.grant.expiresAt <= Date.now()) {
      throw new Refusal(`You are not signed in to ${labelOf(entry.config)}.`);
    }
    return entry.grant;
  }

  /** Revokes the user's tokens at the provider and forgets them. A grant that could not be revoked is kept. */
  async signOut(guid: string): Promise<void> {
    const entry = this.#entry(guid);
    await entry.refreshing?.catch(() => undefined);
    const grant = entry.grant;
    if (!grant) return;
    entry.grant = undefined;
    try {
      await entry.client.revoke(grant);
    } catch (error) {
      entry.grant ??= grant;
      throw error;
    }
  }

  async #refresh(entry: Entry, old: Grant, refreshToken: string): Promise<void> {
    try {
      const renewed = this.#remember(await entry.client.refresh(refreshToken));
      // A sign-in may have brought a newer grant meanwhile.
      if (entry.grant === old) entry.grant = renewed;
    } catch (error) {
      if (entry.grant === old && oauthErrorOf(error)?.error === 'invalid_grant') entry.grant = undefined;
      throw error;
    }
  }

  #remember(grant: Grant): Grant {
    this.secrets.add('access token', grant.accessToken);
    this.secrets.add('refresh token', grant.refreshToken);
    return grant;
  }

  #entry(guid: string): Entry {
    const entry = this.entries.find(({ config }) => config.guid === guid);
    if (!entry) throw new Refusal('No integration has this ID.');
    return entry;
  }

  #forgetOldSignIns(): void {
    for (const [state, { startedAt }] of this.#signIns) {
      if (Date.now() - startedAt > SIGN_IN_TIME_LIMIT) this.#signIns.delete(state);
    }
  }
}
