import { isGuid } from '../core/integration.js';
import type { Grants } from '../signIn/grants.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { type Entry, isInvalid } from './definition/definition.js';
import type { Forgettable, StoredSignIns } from './forgetSignIns.js';

export interface StoredLocalSignInsOptions {
  readonly storage: Pick<TokenStorage, 'credentials' | 'vault'>;
  readonly grants: Grants;
  /** The entries of the setting now. */
  readonly entries: () => readonly Entry[];
  readonly onDidChange: () => void;
}

/** What is stored for local integrations, as far as it can be deleted. Other sources' entries in the vault are no GUIDs. */
export class StoredLocalSignIns implements Forgettable {
  constructor(private readonly options: StoredLocalSignInsOptions) {}

  async storedSignIns(): Promise<StoredSignIns | undefined> {
    const { storage, entries } = this.options;
    try {
      const ids = [...(await storage.credentials.read()).keys()];
      const local = ids.filter(isGuid);
      const defined = ids.filter((id) => entries().some((entry) => entry.id === id)).length;
      const size = (await storage.vault.size()) ?? 0;
      return { defined, orphans: local.length - defined, unreadable: Math.max(0, size - ids.length) };
    } catch (error) {
      if (await storage.vault.isKeyMissing()) {
        return undefined;
      }
      throw error;
    }
  }

  async forgetSignIns(which: 'all' | 'orphans'): Promise<readonly string[]> {
    const { storage, grants, entries, onDidChange } = this.options;
    const problems: string[] = [];
    for (const id of (await storage.credentials.read()).keys()) {
      const entry = entries().find((each) => each.id === id);
      if (which === 'all' || (!entry && isGuid(id))) {
        const definition = entry && !isInvalid(entry) ? entry : undefined;
        problems.push(...[(await grants.forget(id, definition)) ?? []].flat());
      }
    }
    if (which === 'all') {
      await storage.vault.reset();
    }
    onDidChange();
    return problems;
  }

  async setAside(): Promise<void> {
    await this.options.storage.vault.reset();
    this.options.onDidChange();
  }
}
