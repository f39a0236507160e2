import { once } from '../core/once.js';
import type { Browser, Clock, Logger } from '../core/ports.js';
import { Secret } from '../core/secret.js';
import type { SignInOptions } from '../core/source.js';
import type { OAuthPorts } from '../oauth/libraryRequest.js';
import { ServerMetadataCache } from '../oauth/serverMetadata.js';
import { refreshTokens } from '../oauth/tokens.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import { clientAtServer } from '../signIn/configuredClient.js';
import { Grants } from '../signIn/grants.js';
import type { MethodPorts } from '../signIn/methods/method.js';
import type { SignInFlows } from '../signIn/signInFlows.js';
import type { SignInTarget } from '../signIn/target.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { AccessTokens } from '../vault/accessTokens.js';
import type { SignInState } from '../vault/signInState.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import type { TokenOwner } from '../vault/tokenOwner.js';
import type { ConnectCredential } from './credential.js';
import type { ConnectServer } from './server.js';

/** The token type of an API key, as it stands in the header `Authorization`. */
const API_KEY = 'Key';

/** What an account needs from outside. `http` is a client for this server alone, which the caller disposes of. */
export interface ConnectAccountPorts extends Omit<MethodPorts, 'editorCallbacks'> {
  readonly clock: Clock;
  readonly log: Logger;
  readonly storage: TokenStorage;
  /** Called when the tokens have changed, or could not be renewed. */
  readonly onDidChange: () => void;
}

/** The user's account at one Posit Connect server: signing in and out, and the credential of requests. */
export class ConnectAccount {
  readonly #target: SignInTarget;
  readonly #owner: TokenOwner;
  readonly #servers: ServerMetadataCache;
  readonly #grants: Grants;
  readonly #tokens: AccessTokens;
  readonly #loadFlows: () => Promise<SignInFlows>;
  /** Once a sign-in has loaded them. */
  #flows: SignInFlows | undefined;

  constructor(
    private readonly server: ConnectServer,
    private readonly ports: ConnectAccountPorts,
  ) {
    const { storage, http, clock, log, onDidChange } = ports;
    const oauth: OAuthPorts = { http, clock, log };
    this.#target = targetOf(server);
    this.#servers = new ServerMetadataCache(oauth);
    this.#owner = ownerOf(this.#target, this.#servers, oauth);
    const common = { store: storage.credentials, pendingWork: storage.pendingWork, log };
    this.#grants = new Grants({ ...common, servers: this.#servers, ports: oauth });
    this.#tokens = new AccessTokens({ ...common, clock, onRenewal: onDidChange });
    this.#loadFlows = once(async () => {
      const { SignInFlows } = await import('../signIn/signInFlows.js');
      return (this.#flows = new SignInFlows(this.#servers, { ...ports, editorCallbacks: storage.editorCallbacks }));
    });
  }

  /**
   * Signs in with OAuth, by the first method that works in this window. Throws `CredentialError`, or the signal's reason once
   * it is aborted.
   */
  async signIn(options: SignInOptions, signal: AbortSignal): Promise<void> {
    const stored = await this.stored();
    // A client that the server no longer knows is registered again.
    const isClientRefused = this.#tokens.isClientRefused(this.#owner, stored);
    const usable = stored && isClientRefused ? { ...stored, registration: undefined } : stored;
    try {
      const signedIn = await (await this.#loadFlows()).signIn(this.#target, usable, options, signal);
      await this.#grants.store(this.#target, signedIn);
    } catch (error) {
      if (stored?.registration) {
        await this.#grants.forgetClient(this.server.id, stored.registration);
      }
      throw error;
    }
    this.ports.onDidChange();
  }

  /** See `CredentialSource.showSignInAgain`. */
  showSignInAgain(browser?: Browser): Promise<boolean> {
    return this.#flows?.showAgain(this.server.id, browser) ?? Promise.resolve(false);
  }

  /**
   * Stores an API key, which has been checked, in place of what was stored.
   *
   * @param expiresAt milliseconds since the epoch; `undefined` if it does not expire
   */
  async useApiKey(key: Secret, expiresAt?: number): Promise<void> {
    const grant: TokenSet = {
      ...{ accessToken: key, tokenType: API_KEY, expiresAt },
      ...{ refreshToken: undefined, scope: undefined, registration: undefined, extra: new Secret({}) },
    };
    await this.#grants.store(this.#target, { grant, registration: undefined, clientSecret: undefined });
    this.ports.onDidChange();
  }

  /** Signs out: deletes the tokens, and revokes them if the server can. Returns a sentence if they could not be revoked. */
  async signOut(signal: AbortSignal): Promise<string | undefined> {
    const problem = isApiKey((await this.stored())?.grant)
      ? await this.#grants.forget(this.server.id, undefined)
      : await this.#grants.signOut(this.#target, signal);
    this.ports.onDidChange();
    return problem;
  }

  /** Deletes everything that is stored. Returns a sentence if tokens could not be revoked. */
  async forget(): Promise<string | undefined> {
    const isKey = isApiKey((await this.stored())?.grant);
    return this.#grants.forget(this.server.id, isKey ? undefined : this.#target);
  }

  /**
   * What requests authenticate with, renewed if necessary. Throws `CredentialError`: `authorization` if the user has to sign in.
   *
   * @param rejected a credential that the server has refused, and that is therefore renewed if possible
   */
  async credential(rejected?: ConnectCredential): Promise<ConnectCredential> {
    const grant = await this.#tokens.get(this.#owner, rejected?.value);
    return {
      kind: isApiKey(grant) ? 'apiKey' : 'accessToken',
      value: grant.accessToken,
      expiresAt: grant.expiresAt,
    };
  }

  /** Whether the user is signed in, according to what is stored: the server is not asked. */
  state(stored: StoredCredentials | undefined): SignInState & { readonly isApiKey: boolean } {
    return { ...this.#tokens.state(this.#owner, stored), isApiKey: isApiKey(stored?.grant) };
  }

  /** Renews a token that is about to expire, in the background. Returns when to look again; `undefined` if never. */
  renewIfDue(stored: StoredCredentials | undefined): number | undefined {
    this.#tokens.renewIfDue(this.#owner, stored);
    return this.#tokens.nextCheck(this.#owner, stored);
  }

  async stored(): Promise<StoredCredentials | undefined> {
    return (await this.ports.storage.credentials.read()).get(this.server.id);
  }

  /** Starts nothing more, but finishes what has been started. */
  dispose(): void {
    this.#tokens.dispose();
  }
}

function isApiKey(grant: TokenSet | undefined): boolean {
  return grant?.tokenType === API_KEY;
}

/** Connect wants no scope: the token is good for whatever the user may do. */
function targetOf({ id, name, url, clientId }: ConnectServer): SignInTarget {
  return {
    ...{ id, name, displayName: undefined, server: { issuer: url }, clientId, redirectUri: undefined },
    ...{ authMode: 'Public', authType: 'Viewer', tokenEndpointAuthMethod: 'none', usePkce: true },
    ...{ scopes: [], audience: undefined, resource: undefined, authorizationParameters: {} },
  };
}

function ownerOf(target: SignInTarget, servers: ServerMetadataCache, ports: OAuthPorts): TokenOwner {
  return {
    id: target.id,
    name: target.name,
    isRenewable: (_stored, { refreshToken }) => refreshToken !== undefined,
    renew: async (stored, tokens, signal, confirm) => {
      const server = await servers.get(target.server, signal);
      const client = clientAtServer(target, stored, server, tokens.registration);
      return refreshTokens(tokens, { ...client, wanted: target, confirm }, ports, signal);
    },
  };
}
