import { CredentialError, errorChain } from '../core/errors.js';
import { isSameSecret, type Secret } from '../core/secret.js';
import type { AuthorizationServer } from '../oauth/authorizationServer.js';
import { OAuthError, registeredClientReplaced } from '../oauth/errorResponse.js';
import { refreshTokens } from '../oauth/tokens.js';
import type { RegisteredClient, TokenSet } from '../oauth/tokenSet.js';
import { clientAtServer } from '../signIn/configuredClient.js';
import type { SignInTarget } from '../signIn/target.js';
import type { TargetAccess } from '../signIn/targetAccess.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';

/**
 * Renews the tokens of an account. An administrator can delete the client that was registered for it: it is then registered
 * again, once for each refresh token. The server usually gives it the ID that it had, so that the refresh token is still good.
 */
export class Renewal {
  /** The refresh token for which the client was registered again. */
  #registeredFor: Secret | undefined;

  constructor(
    private readonly target: SignInTarget,
    private readonly access: Pick<TargetAccess, 'servers' | 'grants' | 'oauthPorts'>,
  ) {}

  /** See `TokenOwner.renew`: the caller holds the lock. */
  async renew(
    stored: StoredCredentials,
    tokens: TokenSet,
    signal: AbortSignal,
    confirm: () => Promise<void>,
  ): Promise<TokenSet> {
    const { target } = this;
    const { servers, oauthPorts } = this.access;
    const server = await servers.get(target.server, signal);
    const refreshAs = (registration: RegisteredClient | undefined) => {
      const client = clientAtServer(target, stored, server, registration);
      return refreshTokens(tokens, { ...client, wanted: target, confirm }, oauthPorts, signal);
    };
    const { registration: old, refreshToken } = tokens;
    try {
      return await refreshAs(old);
    } catch (error) {
      if (!old || !isClientUnknown(error) || isSameSecret(this.#registeredFor, refreshToken)) {
        throw error;
      }
      const registration = await this.#registerAgain(server, old, tokens, signal, error);
      if (registration.clientId === old.clientId) {
        return await refreshAs(registration);
      }
      await this.access.grants.replaceClient(target.id, old, registration);
      throw registeredClientReplaced(server.host);
    }
  }

  /** Throws `refused` if the server does not register it. */
  async #registerAgain(
    server: AuthorizationServer,
    { redirectUri }: RegisteredClient,
    { refreshToken }: TokenSet,
    signal: AbortSignal,
    refused: unknown,
  ): Promise<RegisteredClient> {
    const { oauthPorts: ports } = this.access;
    ports.log.info(`sign-in: ${this.target.id} is registered again, because its client was refused`);
    const { registerClient } = await import('../signIn/methods/registeredClients.js');
    try {
      const registration = await registerClient(server, redirectUri, ports, signal);
      this.#registeredFor = refreshToken;
      return registration;
    } catch (error) {
      ports.log.warn(`sign-in: ${this.target.id} could not be registered again: ${errorChain(error)}`);
      if (error instanceof CredentialError && error.failure === 'network') {
        // The next renewal tries it again.
        throw error;
      }
      this.#registeredFor = refreshToken;
      throw refused;
    }
  }
}

function isClientUnknown(error: unknown): boolean {
  return error instanceof OAuthError && error.error === 'invalid_client';
}
