import { abortable } from '../core/abort.js';
import type { Clock } from '../core/ports.js';
import type { UserApi } from './api.js';
import type { KnownProvider } from './knownProvider.js';
import type { ExternalAuth, ExternalAuthList, Link, Provider } from './userWire.js';

/** Milliseconds between two lists: each makes the server refresh every link. */
export const LIST_INTERVAL = 60_000;

export interface UserListPorts {
  readonly api: UserApi;
  readonly clock: Clock;
  /** Called when more is known than the list has said. */
  readonly onDidChange: () => void;
}

/** What one user's session knows of all providers. The server is asked for the list at most once a minute. */
export class UserList {
  #list: ExternalAuthList | undefined;
  /** Why the last request failed, if it did. */
  #failure: { readonly error: unknown } | undefined;
  /** When the last request ended, in milliseconds since the epoch. */
  #askedAt = -Infinity;
  #running: Promise<void> | undefined;
  /** Whether the list was called outdated since the last request was sent. */
  #isOutdated = false;
  /** By provider: what a call for it alone has said since the list. */
  readonly #later = new Map<string, ExternalAuth>();
  /** By provider: the account at it, for as long as the link is the same. */
  readonly #logins = new Map<string, { readonly link: number | undefined; readonly login: string | undefined }>();
  readonly #abort = new AbortController();

  constructor(private readonly ports: UserListPorts) {}

  /** Items that could not be read. */
  get problems(): readonly string[] {
    return this.#list?.problems ?? [];
  }

  /**
   * All providers. Waits only for the first list: later ones are asked for in the background. Throws the `CredentialError` of
   * the last request, or the signal's reason: the request continues for the next caller.
   */
  async providers(signal: AbortSignal): Promise<readonly KnownProvider[]> {
    if (this.#isOutdated || this.ports.clock.now() >= this.#askedAt + LIST_INTERVAL) {
      this.#running ??= this.#ask().finally(() => (this.#running = undefined));
      const running = this.#running;
      if (!this.#list) {
        await abortable(signal, () => running);
      }
    }
    if (this.#failure) {
      throw this.#failure.error;
    }
    return this.#known;
  }

  /** All providers as far as they are known, without a request. */
  get #known(): readonly KnownProvider[] {
    const { providers = [], links = [] } = this.#list ?? {};
    return providers.map((provider) =>
      this.#knownProvider(
        provider,
        links.find(({ providerId }) => providerId === provider.id),
      ),
    );
  }

  /** Asks for one provider alone. Throws `CredentialError`. */
  async look(id: string, signal: AbortSignal): Promise<ExternalAuth> {
    const answer = await this.ports.api.status(id, signal);
    this.#later.set(id, answer);
    if (answer.authenticated) {
      // Coder keeps the link when the user signs in with another account.
      const link = this.#list?.links.find(({ providerId }) => providerId === id);
      this.#logins.set(id, { link: link?.createdAt, login: answer.login });
    }
    return answer;
  }

  /** The user has signed out. */
  signedOut(id: string): void {
    this.#later.set(id, { authenticated: false, login: undefined });
    this.#logins.delete(id);
    this.#list &&= { ...this.#list, links: this.#list.links.filter(({ providerId }) => providerId !== id) };
  }

  /** The next call asks for the list, however recent the last one is, and even if one is on its way. */
  outdated(): void {
    this.#isOutdated = true;
  }

  dispose(): void {
    this.#abort.abort();
  }

  /** Never rejects. */
  async #ask(): Promise<void> {
    const { api, clock, onDidChange } = this.ports;
    const isFirst = !this.#list;
    this.#isOutdated = false;
    try {
      const earlier = [...this.#later];
      this.#list = await api.list(this.#abort.signal);
      this.#failure = undefined;
      // What was said during the request may be newer than the list.
      earlier.filter(([id, said]) => this.#later.get(id) === said).forEach(([id]) => this.#later.delete(id));
      void this.#lookUpLogins(this.#list);
    } catch (error) {
      this.#failure = { error };
    }
    this.#askedAt = clock.now();
    if (!isFirst && !this.#abort.signal.aborted) {
      onDidChange();
    }
  }

  /** The list does not say who is signed in. Never rejects: the rows do without. */
  async #lookUpLogins({ providers, links }: ExternalAuthList): Promise<void> {
    let isNew = false;
    for (const { providerId, authenticated, createdAt } of links) {
      const known = this.#logins.get(providerId);
      const isListed = providers.some(({ id }) => id === providerId);
      if (authenticated && isListed && (!known || known.link !== createdAt)) {
        const answer = await this.ports.api.status(providerId, this.#abort.signal).catch(() => undefined);
        if (answer) {
          this.#logins.set(providerId, { link: createdAt, login: answer.login });
          isNew ||= answer.login !== undefined;
        }
      }
    }
    if (isNew) {
      this.ports.onDidChange();
    }
  }

  #knownProvider(provider: Provider, link: Link | undefined): KnownProvider {
    const { id, type, displayName } = provider;
    const later = this.#later.get(id);
    const isSignedIn = later?.authenticated ?? link?.authenticated ?? false;
    // If that has changed since the list, nothing else is known of the link until the next one.
    const current = later === undefined || later.authenticated === link?.authenticated ? link : undefined;
    return {
      ...{ asked: { id }, type, displayName, status: isSignedIn ? 'signedIn' : 'notSignedIn' },
      problem: isSignedIn ? undefined : current?.validateError,
      expiresAt: isSignedIn ? current?.expires : undefined,
      isRenewable: current && current.hasRefreshToken && provider.allowRefresh,
      login: isSignedIn ? (later?.login ?? this.#logins.get(id)?.login) : undefined,
      hasLink: isSignedIn || current !== undefined,
      listed: { provider, link: current },
    };
  }
}
