import { asCredentialError, CredentialError } from '../core/errors.js';
import { type Entry, isWrong } from './definition.js';
import type { Kept } from './grant.js';
import type { Holdings } from './holdings.js';
import type { Keeper } from './keeper.js';
import * as messages from './messages.js';
import type { Vault } from './vault.js';

/** Deletes all that is stored of local integrations, whether they are still defined or not. */
export class Forgetting {
  constructor(
    private readonly holdings: Pick<Holdings, 'read'>,
    private readonly vault: Pick<Vault, 'size' | 'clear' | 'startAnew'>,
    private readonly keeper: Pick<Keeper, 'forget'>,
  ) {}

  /** Whether anything is stored, also where this window does not have the key to it. */
  async isNeeded(): Promise<boolean> {
    const kept = await this.#read();
    return kept === undefined || kept.size > 0 || ((await this.vault.size()) ?? 0) > 0;
  }

  /**
   * Revokes what can be revoked, and deletes everything. Where the key is missing, sets the file aside instead. Returns
   * what the user has to know besides, a sentence each.
   */
  async run(entries: readonly Entry[]): Promise<readonly string[]> {
    const kept = await this.#read();
    if (!kept) {
      await this.vault.startAnew();
      return [messages.setAside()];
    }
    const ended = await Promise.all([...kept].map(([id, each]) => this.#forget(id, each, entries)));
    // Also what could not be read, and what could not be deleted by itself since another window was busy with it.
    await this.vault.clear();
    return [...new Set([messages.forgotten(), ...ended.flat()])];
  }

  /** Never rejects: what is left is deleted after it. */
  async #forget(id: string, { grant }: Kept, entries: readonly Entry[]): Promise<readonly string[]> {
    const entry = entries.find((each) => each.id === id && !isWrong(each)) ?? { id, label: id, problem: '' };
    try {
      const problem = await this.keeper.forget(entry);
      return isWrong(entry) && grant ? [messages.orphansNotRevoked()] : problem === undefined ? [] : [problem];
    } catch (error) {
      return [asCredentialError(error, messages.orphansNotRevoked()).message];
    }
  }

  /** What is stored; `undefined` where this window does not have the key to it. */
  async #read(): Promise<ReadonlyMap<string, Kept> | undefined> {
    try {
      return await this.holdings.read();
    } catch (error) {
      if (error instanceof CredentialError && (error.failure === 'authorization' || error.failure === 'unsupported')) {
        return undefined;
      }
      throw error;
    }
  }
}
