import type { Secret } from '../core/secret.js';
import { type Grants, unaborted } from '../signIn/grants.js';
import type { CredentialStore } from '../vault/credentialStore.js';
import type { PendingWork } from '../vault/pendingWork.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import { reusableAfterEdit } from './definition/changes.js';
import { type Definition, type Entry, isInvalid } from './definition/definition.js';
import type { IntegrationCredentials } from './wizard/ports.js';

export interface DefinedCredentialsOptions {
  readonly store: CredentialStore;
  readonly grants: Grants;
  /** Work that has to finish before the window closes. */
  readonly pendingWork: PendingWork;
}

/** What becomes of stored credentials when the definition of their integration changes. */
export class DefinedCredentials implements IntegrationCredentials {
  constructor(private readonly options: DefinedCredentialsOptions) {}

  async hasClientSecret(id: string): Promise<boolean> {
    return (await this.options.store.read()).get(id)?.clientSecret !== undefined;
  }

  /** Waits for work on the integration in any window. */
  migrate(after: Definition, clientSecret: Secret | undefined, before: Definition | undefined): Promise<void> {
    const { pendingWork, store } = this.options;
    const work = store.withLock(before?.id ?? after.id, unaborted(), () => this.#save(after, clientSecret, before));
    return pendingWork.add(work);
  }

  /** Like {@link migrate}. */
  async remove(entry: Entry): Promise<string | undefined> {
    return entry.id === undefined
      ? undefined
      : this.options.grants.forget(entry.id, isInvalid(entry) ? undefined : entry);
  }

  async #save(after: Definition, clientSecret: Secret | undefined, before: Definition | undefined): Promise<void> {
    const { store, grants } = this.options;
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
      await grants.revoke(before, stored, unaborted());
    }
    if (before?.id !== after.id) {
      // Of an entry with this ID that was removed from the settings by hand.
      await grants.revoke(after, found, unaborted());
    }
  }
}
