import { errorChain } from '../core/errors.js';
import type { Logger } from '../core/ports.js';
import type { OAuthPorts } from '../oauth/libraryRequest.js';
import { revoke } from '../oauth/revocation.js';
import type { ServerMetadataCache } from '../oauth/serverMetadata.js';
import type { RegisteredClient } from '../oauth/tokenSet.js';
import type { CredentialStore } from '../vault/credentialStore.js';
import type { PendingWork } from '../vault/pendingWork.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import { clientAtServer } from './configuredClient.js';
import * as messages from './messages.js';
import type { SignedIn } from './signInFlows.js';
import type { SignInTarget } from './target.js';

const NOTHING: StoredCredentials = { clientSecret: undefined, registration: undefined, grant: undefined };

/** For work that no caller aborts: HTTP has its own time limit. */
export const unaborted = (): AbortSignal => new AbortController().signal;

export interface GrantsOptions {
  readonly store: CredentialStore;
  readonly servers: Pick<ServerMetadataCache, 'get'>;
  readonly ports: OAuthPorts;
  readonly log: Logger;
  /** Work that has to finish before the window closes. */
  readonly pendingWork: PendingWork;
}

/** Stores what a sign-in was granted, deletes it, and revokes tokens that are no longer used. */
export class Grants {
  constructor(private readonly options: GrantsOptions) {}

  /** Stores the result of a sign-in. If that fails, the tokens are revoked. */
  store(target: SignInTarget, signedIn: SignedIn): Promise<void> {
    return this.options.pendingWork.add(this.#store(target, signedIn));
  }

  /**
   * Forgets a client that was registered, so that the next sign-in registers another one: whether the server still knows
   * only the browser shows it (RFC 6749, section 4.1.2.1). Never rejects.
   */
  forgetClient(id: string, registration: RegisteredClient): Promise<void> {
    return this.#replaceClient(id, registration, undefined);
  }

  /** Stores a client that was registered in place of `old`, for the next sign-in. Never rejects. */
  replaceClient(id: string, old: RegisteredClient, registration: RegisteredClient): Promise<void> {
    return this.#replaceClient(id, old, registration);
  }

  /**
   * Deletes everything that is stored under an id, and revokes it if there is a target: without one, the server is not
   * known. Waits for work on it in any window. Returns a sentence if it could not be revoked.
   */
  forget(id: string, target: SignInTarget | undefined): Promise<string | undefined> {
    const { pendingWork, store } = this.options;
    const work = store.withLock(id, unaborted(), () => this.#end(id, target, () => undefined, unaborted()));
    return pendingWork.add(work);
  }

  /**
   * Ends a grant: deletes it, then revokes it. Returns a sentence if it could not be revoked. It waits for a renewal by any
   * window, whose result would otherwise be stored afterwards.
   */
  signOut(target: SignInTarget, signal: AbortSignal): Promise<string | undefined> {
    const { id } = target;
    const { pendingWork, store } = this.options;
    const without = (stored: StoredCredentials | undefined) => stored && { ...stored, grant: undefined };
    return pendingWork.add(store.withLock(id, signal, () => this.#end(id, target, without, signal)));
  }

  /** Revokes what is stored. Returns a sentence if that failed. Never rejects. */
  async revoke(
    target: SignInTarget,
    stored: StoredCredentials | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const grant = stored?.grant;
    if (!grant) {
      return undefined;
    }
    const { servers, ports, log } = this.options;
    try {
      const server = await servers.get(target.server, signal);
      await revoke(grant, clientAtServer(target, stored, server, grant.registration), ports, signal);
      return undefined;
    } catch (error) {
      log.warn(`vault: ${target.id} could not be revoked: ${errorChain(error)}`);
      return messages.notRevoked(target);
    }
  }

  #replaceClient(id: string, old: RegisteredClient, registration: RegisteredClient | undefined): Promise<void> {
    const { store, log, pendingWork } = this.options;
    const isSameClient = (stored: StoredCredentials) => stored.registration?.clientId === old.clientId;
    const work = store.update(id, (stored) => (stored && isSameClient(stored) ? { ...stored, registration } : stored));
    return pendingWork.add(
      work.then(
        () => undefined,
        (error: unknown) => log.warn(`vault: the client of ${id} could not be replaced: ${errorChain(error)}`),
      ),
    );
  }

  async #store(target: SignInTarget, { grant, registration, clientSecret }: SignedIn): Promise<void> {
    try {
      await this.options.store.update(target.id, (stored = NOTHING) => ({
        clientSecret: clientSecret ?? stored.clientSecret,
        registration: registration ?? stored.registration,
        grant,
      }));
    } catch (error) {
      await this.revoke(target, { clientSecret, registration, grant }, unaborted());
      throw error;
    }
  }

  /** Deletes first: whatever happens next, even if the window is closed, the tokens are gone here. */
  async #end(
    id: string,
    target: SignInTarget | undefined,
    change: (stored: StoredCredentials | undefined) => StoredCredentials | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    let ended: StoredCredentials | undefined;
    await this.options.store.update(id, (stored) => {
      ended = stored;
      return change(stored);
    });
    return target && this.revoke(target, ended, signal);
  }
}
