import { errorChain } from '../core/errors.js';
import type { Logger } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import { type Definition, type Entry, isInvalid } from './definition/definition.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import type { RegisteredClient } from '../oauth/tokenSet.js';
import type { CredentialStore } from '../vault/credentialStore.js';
import * as messages from './messages.js';
import type { OAuthPorts } from '../oauth/libraryRequest.js';
import type { ServerMetadataCache } from '../oauth/serverMetadata.js';
import { revoke } from '../oauth/revocation.js';
import type { SignedIn } from '../signIn/signInFlows.js';
import { clientAtServer } from '../signIn/configuredClient.js';
import type { PendingWork } from '../vault/pendingWork.js';
import { reusableAfterEdit } from './definition/changes.js';
import type { IntegrationCredentials } from './wizard/ports.js';

const NOTHING: StoredCredentials = { clientSecret: undefined, registration: undefined, grant: undefined };

/** Of what no caller aborts: HTTP has its own limit of time. */
const unaborted = (): AbortSignal => new AbortController().signal;

export interface CredentialKeeperOptions {
  readonly store: CredentialStore;
  readonly servers: ServerMetadataCache;
  readonly ports: OAuthPorts;
  readonly log: Logger;
  /** Work that has to finish before the window closes. */
  readonly pendingWork: PendingWork;
}

/** Stores and deletes credentials of local integrations, and revokes tokens that are no longer used. */
export class CredentialKeeper implements IntegrationCredentials {
  constructor(private readonly options: CredentialKeeperOptions) {}

  async hasClientSecret(id: string): Promise<boolean> {
    return (await this.options.store.read()).get(id)?.clientSecret !== undefined;
  }

  /** Stores the result of a sign-in. If that fails, the tokens are revoked. */
  store(definition: Definition, signedIn: SignedIn): Promise<void> {
    return this.options.pendingWork.add(this.#store(definition, signedIn));
  }

  /**
   * Forgets a client that was registered, so that the next sign-in registers another one: whether the server still knows
   * it is told in the browser alone (RFC 6749, section 4.1.2.1). Never rejects.
   */
  forgetClient(id: string, registration: RegisteredClient): Promise<void> {
    const { store, log, pendingWork } = this.options;
    const isSameClient = (stored: StoredCredentials) => stored.registration?.clientId === registration.clientId;
    const work = store.update(id, (stored) =>
      stored && isSameClient(stored) ? { ...stored, registration: undefined } : stored,
    );
    return pendingWork.add(
      work.then(
        () => undefined,
        (error: unknown) => log.warn(`local: the client of ${id} is not forgotten: ${errorChain(error)}`),
      ),
    );
  }

  /** Waits for what goes on with the integration in any window. */
  migrate(after: Definition, clientSecret: Secret | undefined, before: Definition | undefined): Promise<void> {
    const { pendingWork } = this.options;
    return pendingWork.add(this.#withLock(before?.id ?? after.id, () => this.#save(after, clientSecret, before)));
  }

  /** Like {@link migrate}. */
  async remove(entry: Entry): Promise<string | undefined> {
    return entry.id === undefined ? undefined : this.forgetStored(entry.id, isInvalid(entry) ? undefined : entry);
  }

  /**
   * Deletes all that is stored for an Integration ID, and revokes it if there is a definition, without which the server is
   * not known. Returns a sentence if it could not be revoked.
   */
  forgetStored(id: string, definition: Definition | undefined): Promise<string | undefined> {
    return this.options.pendingWork.add(
      this.#withLock(id, () => this.#end(id, definition, () => undefined, unaborted())),
    );
  }

  /**
   * Ends a grant: deletes it, then revokes it. Returns a sentence if it could not be revoked. It waits for a renewal that is
   * under way: what came of that would stay.
   */
  signOut(definition: Definition, signal: AbortSignal): Promise<string | undefined> {
    const { id } = definition;
    const without = (stored: StoredCredentials | undefined) => stored && { ...stored, grant: undefined };
    return this.options.pendingWork.add(
      this.options.store.withLock(id, signal, () => this.#end(id, definition, without, signal)),
    );
  }

  async #store(definition: Definition, { grant, registration, clientSecret }: SignedIn): Promise<void> {
    try {
      await this.options.store.update(definition.id, (stored = NOTHING) => ({
        clientSecret: clientSecret ?? stored.clientSecret,
        registration: registration ?? stored.registration,
        grant,
      }));
    } catch (error) {
      await this.#revoke(definition, { clientSecret, registration, grant }, unaborted());
      throw error;
    }
  }

  async #save(after: Definition, clientSecret: Secret | undefined, before: Definition | undefined): Promise<void> {
    const { store } = this.options;
    const stored = before && (await store.read()).get(before.id);
    const stays = before && reusableAfterEdit(before, after);
    let found: StoredCredentials | undefined;
    await store.update(after.id, (existing) => {
      found = existing;
      const next: StoredCredentials = {
        clientSecret: clientSecret ?? (stays?.clientSecret ? stored?.clientSecret : undefined),
        registration: stays?.registration ? stored?.registration : undefined,
        grant: stays?.grant ? stored?.grant : undefined,
      };
      return Object.values(next).some((each) => each !== undefined) ? next : undefined;
    });
    if (before && before.id !== after.id) {
      await store.update(before.id, () => undefined);
    }
    if (before && !stays?.grant) {
      await this.#revoke(before, stored, unaborted());
    }
    if (before?.id !== after.id) {
      // Of an entry with this ID that was removed from the settings by hand.
      await this.#revoke(after, found, unaborted());
    }
  }

  /** Deleted first: whatever becomes of the rest, and even if the window is closed meanwhile, it is gone here. */
  async #end(
    id: string,
    definition: Definition | undefined,
    change: (stored: StoredCredentials | undefined) => StoredCredentials | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    let ended: StoredCredentials | undefined;
    await this.options.store.update(id, (stored) => {
      ended = stored;
      return change(stored);
    });
    return definition && this.#revoke(definition, ended, signal);
  }

  #withLock<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.options.store.withLock(id, unaborted(), work);
  }

  async #revoke(
    definition: Definition,
    stored: StoredCredentials | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const grant = stored?.grant;
    if (!grant) {
      return undefined;
    }
    const { servers, ports, log } = this.options;
    try {
      const server = await servers.get(definition.server, signal);
      await revoke(grant, clientAtServer(definition, stored, server, grant.registration), ports, signal);
      return undefined;
    } catch (error) {
      log.warn(`local: ${definition.id} could not be revoked: ${errorChain(error)}`);
      return messages.notRevoked(definition);
    }
  }
}
