import type { StoredCredentials } from '../../../src/vault/storedCredentials.js';
import type { Hold } from '../../../src/vault/lockGeneration.js';
import type { Vault } from '../../../src/vault/vault.js';
import { lockLost } from '../../../src/vault/messages.js';

/** A vault in memory, of one window alone. */
export class MemoryVault implements Pick<Vault, 'read' | 'update' | 'withLock'> {
  readonly entries = new Map<string, StoredCredentials>();
  /** What writing fails with, if this is set. */
  failure: Error | undefined;
  /** What is aborted where another window has taken the lock over. */
  lost = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  read(): Promise<ReadonlyMap<string, StoredCredentials>> {
    return Promise.resolve(new Map(this.entries));
  }

  update(
    id: string,
    change: (kept: StoredCredentials | undefined) => StoredCredentials | undefined,
  ): Promise<StoredCredentials | undefined> {
    const after = change(this.entries.get(id));
    if (this.failure) return Promise.reject(this.failure);
    if (after) this.entries.set(id, after);
    else this.entries.delete(id);
    return Promise.resolve(after);
  }

  async withLock<T>(_id: string, signal: AbortSignal, work: (hold: Hold) => Promise<T>): Promise<T> {
    const before = this.#last;
    const turn = (async () => {
      await before.catch(() => undefined);
      signal.throwIfAborted();
      const { signal: lost } = this.lost;
      return work({ lost, confirm: () => (lost.aborted ? Promise.reject(lockLost()) : Promise.resolve()) });
    })();
    this.#last = turn;
    return turn;
  }
}
