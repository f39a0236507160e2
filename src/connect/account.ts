import type { Browser } from '../core/ports.js';
import { Secret } from '../core/secret.js';
import type { SignInOptions } from '../core/source.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import type { DeviceLogin } from '../signIn/deviceLogin.js';
import type { SignInTarget } from '../signIn/target.js';
import { TargetAccess, type TargetAccessPorts } from '../signIn/targetAccess.js';
import type { SignInState } from '../vault/signInState.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import type { TokenOwner } from '../vault/tokenOwner.js';
import type { ConnectCredential } from './credential.js';
import { Renewal } from './renewal.js';
import type { ConnectServer } from './server.js';

/** The token type of an API key, as in the header `Authorization`. */
const API_KEY = 'Key';

/** The user's account at one Posit Connect server: signing in and out, and the credential of requests. */
export class ConnectAccount {
  readonly #target: SignInTarget;
  readonly #owner: TokenOwner;
  readonly #access: TargetAccess;

  /** @param ports `http` is a client for this server alone */
  constructor(
    private readonly server: ConnectServer,
    private readonly ports: TargetAccessPorts,
  ) {
    this.#target = targetOf(server);
    this.#access = new TargetAccess(ports);
    this.#owner = ownerOf(this.#target, this.#access);
  }

  /** Signs in with OAuth. See {@link TargetAccess.signIn}. */
  signIn(options: SignInOptions, signal: AbortSignal): Promise<void> {
    return this.#access.signIn(this.#target, options, signal);
  }

  /** See {@link startDeviceLogin}. */
  async startDeviceLogin(signal: AbortSignal): Promise<DeviceLogin> {
    const { startDeviceLogin } = await import('../signIn/deviceLogin.js');
    return startDeviceLogin(this.#target, await this.stored(), this.#access, signal);
  }

  /** Stores the tokens. Returns whether the user has signed in in time. See {@link finishDeviceLogin}. */
  async finishDeviceLogin(
    login: DeviceLogin,
    until: number,
    onPoll: (login: DeviceLogin) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { finishDeviceLogin } = await import('../signIn/deviceLogin.js');
    const result = await finishDeviceLogin(this.#target, login, until, this.#access, onPoll, signal);
    if (result) {
      await this.#access.grants.store(this.#target, { ...result, clientSecret: undefined });
      this.ports.onDidChange();
    }
    return result !== undefined;
  }

  /** See `CredentialSource.showSignInAgain`. */
  showSignInAgain(browser?: Browser): Promise<boolean> {
    return this.#access.showSignInAgain(this.server.id, browser);
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
    await this.#access.grants.store(this.#target, { grant, registration: undefined, clientSecret: undefined });
    this.ports.onDidChange();
  }

  /** Signs out: deletes the tokens, and revokes them if the server can. Returns a sentence if they could not be revoked. */
  async signOut(signal: AbortSignal): Promise<string | undefined> {
    const problem = isApiKey((await this.stored())?.grant)
      ? await this.#access.grants.forget(this.server.id, undefined)
      : await this.#access.grants.signOut(this.#target, signal);
    this.ports.onDidChange();
    return problem;
  }

  /** Deletes everything that is stored. Returns a sentence if tokens could not be revoked. */
  async forget(): Promise<string | undefined> {
    const isKey = isApiKey((await this.stored())?.grant);
    return this.#access.grants.forget(this.server.id, isKey ? undefined : this.#target);
  }

  /**
   * What requests authenticate with, renewed if necessary. Throws `CredentialError`: `authorization` if the user has to sign in.
   *
   * @param rejected a credential that the server has refused, and that is therefore renewed if possible
   */
  async credential(rejected?: ConnectCredential): Promise<ConnectCredential> {
    const grant = await this.#access.tokens.get(this.#owner, rejected?.value);
    return {
      kind: isApiKey(grant) ? 'apiKey' : 'accessToken',
      value: grant.accessToken,
      expiresAt: grant.expiresAt,
    };
  }

  /** Whether the user is signed in, according to what is stored: the server is not asked. */
  state(stored: StoredCredentials | undefined): SignInState & { readonly isApiKey: boolean } {
    return { ...this.#access.tokens.state(this.#owner, stored), isApiKey: isApiKey(stored?.grant) };
  }

  /** Renews a token that is about to expire, in the background. Returns when to look again; `undefined` if never. */
  renewIfDue(stored: StoredCredentials | undefined): number | undefined {
    this.#access.tokens.renewIfDue(this.#owner, stored);
    return this.#access.tokens.nextCheck(this.#owner, stored);
  }

  async stored(): Promise<StoredCredentials | undefined> {
    return (await this.ports.storage.credentials.read()).get(this.server.id);
  }

  /** Starts nothing more, but finishes what has been started. */
  dispose(): void {
    this.#access.dispose();
  }
}

function isApiKey(grant: TokenSet | undefined): boolean {
  return grant?.tokenType === API_KEY;
}

/** Connect wants no scope: the token is good for whatever the user may do. */
function targetOf({ id, name, url, clientId }: ConnectServer): SignInTarget {
  return {
    ...{
      id,
      name,
      displayName: undefined,
      server: { issuer: url, isAppended: true },
      clientId,
      redirectUri: undefined,
    },
    ...{ authMode: 'Public', authType: 'Viewer', tokenEndpointAuthMethod: 'none', usePkce: true },
    ...{ scopes: [], audience: undefined, resource: undefined, authorizationParameters: {} },
  };
}

function ownerOf(target: SignInTarget, access: TargetAccess): TokenOwner {
  const renewal = new Renewal(target, access);
  return {
    id: target.id,
    name: target.name,
    isRenewable: (_stored, { refreshToken }) => refreshToken !== undefined,
    renew: (...renewed) => renewal.renew(...renewed),
  };
}
