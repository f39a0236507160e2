import { CredentialError } from '../core/errors.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Clock, Disposable } from '../core/ports.js';
import { isSameSecret, type Secret } from '../core/secret.js';
import { UserApi } from './api.js';
import type { KnownProvider } from './knownProvider.js';
import * as messages from './messages.js';
import { findSession, printedToken, type SessionPorts, type UserSession } from './session.js';
import { LIST_INTERVAL, UserList } from './userList.js';
import type { ExternalAuth, SignedOut } from './userWire.js';

export interface SessionAccessPorts extends Omit<SessionPorts, 'printedToken'> {
  readonly http: Pick<HttpClient, 'send'>;
  readonly clock: Clock;
  readonly workspaceUrl: string | undefined;
  readonly onDidChange: () => void;
}

interface Found {
  readonly session: UserSession;
  readonly api: UserApi;
  readonly list: UserList;
  username: string | undefined;
  /** Why the server does not accept the session, as a sentence, and when it said so. */
  refused: { readonly message: string; readonly at: number } | undefined;
}

/** The user's session, as far as there is one, and what it shows. Follows the places where a session is found. */
export class Session implements Disposable {
  #found: Found | undefined;
  #printed: { readonly token: Promise<Secret | undefined>; readonly at: number } | undefined;

  constructor(private readonly ports: SessionAccessPorts) {}

  get current(): UserSession | undefined {
    return this.#found?.session;
  }

  /** The user's name, once the server has said it. */
  get user(): string | undefined {
    return this.#found?.username;
  }

  /** Why the server does not accept the session, as a sentence. */
  get refusal(): string | undefined {
    return this.#found?.refused?.message;
  }

  /** Whether the server accepts it, as far as that is known. */
  get isUsable(): boolean {
    return this.#found !== undefined && !this.#found.refused;
  }

  /** What is wrong with items of the list that were left out. */
  get problems(): readonly string[] {
    return this.#found?.list.problems ?? [];
  }

  /** Throws `CredentialError` if there is no session. */
  get api(): UserApi {
    if (!this.#found) {
      throw messages.needsSession();
    }
    return this.#found.api;
  }

  /**
   * Looks for the session. One that the server has refused is tried again after a while: the refusal may have been an error.
   * Throws `CredentialError` (`configuration`).
   */
  async update(): Promise<UserSession | undefined> {
    const { http, clock, onDidChange, workspaceUrl } = this.ports;
    const session = await findSession({ ...this.ports, printedToken: () => this.#printedToken() }, workspaceUrl);
    const { session: current, refused } = this.#found ?? {};
    const isSame = session?.url === current?.url && isSameSecret(session?.token, current?.token);
    const isTriedAgain = refused !== undefined && clock.now() >= refused.at + LIST_INTERVAL;
    if (isSame && !isTriedAgain) {
      return current;
    }
    this.forget();
    const api = session && new UserApi(session, http);
    const list = api && new UserList({ api, clock, onDidChange });
    this.#found = session && api && list && { session, api, list, username: undefined, refused: undefined };
    return session;
  }

  /** All providers; `undefined` without a session that the server accepts. Throws `CredentialError`, or the signal's reason. */
  async providers(signal: AbortSignal): Promise<readonly KnownProvider[] | undefined> {
    const found = this.#found;
    if (!found || found.refused) {
      return undefined;
    }
    try {
      const [providers] = await Promise.all([found.list.providers(signal), lookUpUser(found, signal)]);
      return providers;
    } catch (error) {
      if (error instanceof CredentialError && error.failure === 'authorization') {
        found.refused = { message: error.message, at: this.ports.clock.now() };
        return undefined;
      }
      throw error;
    }
  }

  /** Asks for one provider alone. Throws `CredentialError`. */
  async look(id: string, signal: AbortSignal): Promise<ExternalAuth> {
    if (!this.#found) {
      throw messages.needsSession();
    }
    return this.#found.list.look(id, signal);
  }

  /** The list is no longer true. */
  outdated(): void {
    this.#found?.list.outdated();
  }

  /** The user is not signed in to a provider any more, whatever the list says. */
  notSignedIn(id: string): void {
    this.#found?.list.signedOut(id);
    this.outdated();
  }

  /** Forgets all about the session. The next update looks for it, and the server is asked again. */
  forget(): void {
    this.#found?.list.dispose();
    this.#found = undefined;
  }

  /** Signs out of a provider. Throws `CredentialError`. */
  async signOut(id: string, signal: AbortSignal): Promise<SignedOut> {
    const result = await this.api.signOut(id, signal);
    this.#found?.list.signedOut(id);
    return result;
  }

  dispose(): void {
    this.#found?.list.dispose();
  }

  /** The program is run at most once a minute, and only the first time is waited for. */
  #printedToken(): Promise<Secret | undefined> {
    const { clock, environment } = this.ports;
    if (!this.#printed) {
      this.#printed = { token: printedToken(environment), at: clock.now() };
    } else if (clock.now() >= this.#printed.at + LIST_INTERVAL) {
      const { token } = this.#printed;
      this.#printed = { token, at: clock.now() };
      void this.#printAgain(token);
    }
    return this.#printed.token;
  }

  async #printAgain(before: Promise<Secret | undefined>): Promise<void> {
    const { clock, environment, onDidChange } = this.ports;
    const [last, token] = [await before, await printedToken(environment)];
    this.#printed = { token: Promise.resolve(token), at: clock.now() };
    if (!isSameSecret(last, token)) {
      onDidChange();
    }
  }
}

async function lookUpUser(found: Found, signal: AbortSignal): Promise<void> {
  found.username ??= await found.api.username(signal);
}
