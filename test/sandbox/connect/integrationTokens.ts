import { ApiError } from './apiError.js';
import type { Integration } from './integrations.js';
import { ProviderClient, ProviderRefusal, type ProviderAccess } from './providerClient.js';
import type { Session, Sessions, SessionTokens } from './sessions.js';
import type { User } from './users.js';

/** Milliseconds: an access token that expires sooner is refreshed first. */
const REFRESH_MARGIN = 60_000;

/** The tokens of integrations: users' sessions, renewed when needed, and those of service accounts. */
export class IntegrationTokens {
  /** By session. A refresh token can be used only once, so concurrent calls share a renewal. */
  readonly #renewals = new Map<string, Promise<void>>();

  constructor(
    private readonly sessions: Sessions,
    private readonly access: ProviderAccess,
    private readonly redirectUri: string,
  ) {}

  clientOf(integration: Integration): ProviderClient {
    return new ProviderClient(integration, this.access, this.redirectUri);
  }

  /** A viewer's token. @throws ApiError where the user has no session, or it can't be renewed. */
  async ofViewer(user: User, integration: Integration): Promise<SessionTokens> {
    const session = this.sessions.find(user, integration);
    if (!session) {
      throw new ApiError(400, 'OAuthSessionNotFound', 'The user is not signed in to this OAuth integration.');
    }
    if (session.tokens.expiresAt - Date.now() < REFRESH_MARGIN) await this.#renewOnce(session, integration);
    return session.tokens;
  }

  /** A new token of a service account. @throws ApiError where the provider does not issue one. */
  async ofServiceAccount(integration: Integration): Promise<SessionTokens> {
    try {
      return await this.clientOf(integration).clientCredentials();
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      throw new ApiError(400, 'OAuthUnableToRetrieveToken', 'No token could be retrieved for this OAuth integration.');
    }
  }

  async #renewOnce(session: Session, integration: Integration): Promise<void> {
    const renewal = this.#renewals.get(session.guid) ?? this.#renew(session, integration);
    this.#renewals.set(session.guid, renewal);
    await renewal.finally(() => this.#renewals.delete(session.guid));
  }

  async #renew(session: Session, integration: Integration): Promise<void> {
    const { refreshToken, expiresAt } = session.tokens;
    if (refreshToken === undefined && expiresAt > Date.now()) return;
    try {
      if (refreshToken === undefined) throw new ProviderRefusal('There is no refresh token.');
      session.tokens = await this.clientOf(integration).refresh(refreshToken);
      session.updated = new Date().toISOString();
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      throw new ApiError(400, 'OAuthAccessTokenRefreshFailure', 'The OAuth access token could not be refreshed.');
    }
  }
}
