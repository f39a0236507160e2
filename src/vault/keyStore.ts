import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger, Memento, SecretStorage } from '../core/ports.js';
import { redact } from '../core/redaction.js';
import type { Secret } from '../core/secret.js';
import { VaultKey } from './key.js';
import * as messages from './messages.js';

/** The name of a key in the secret storage: each key has its own, so that none replaces another. */
const nameOf = (id: string): string => `local.vault.key.${id}`;

/** The ids of the keys that this editor has used, in what is not secret; and how many of them are remembered. */
const KEY_IDS = 'local.vault.keyIds';
const MOST_IDS = 50;

/** Where earlier versions stored the one key that they had, and its id. Only read. */
const FORMER_KEY = 'local.vault.key';
const FORMER_KEY_ID = 'local.vault.keyId';

/** Milliseconds that the secret storage may take. */
const TIME_LIMIT = 10_000;

export interface VaultKeyStoreOptions {
  readonly secrets: SecretStorage;
  readonly memory: Memento;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The key to one vault, in VS Code's secret storage. That storage belongs to the editor, and the vault to the machine of the
 * extension host: an editor that connects to several machines has a vault on each, and all their keys in one storage. So each
 * vault has a key of its own, stored under the key's id, and no key is ever overwritten.
 *
 * In a browser the storage lies in the page: two windows see nothing of each other's changes, and what one of them stores
 * takes away what the other has stored since it was loaded, of all extensions. So a key is stored once, when it is made.
 *
 * Throws `CredentialError` where the storage fails, or does not answer.
 */
export class VaultKeyStore {
  #key: VaultKey | undefined;
  #isLost = false;
  readonly #reading = new Map<string, Promise<string | undefined>>();
  /** The ids of the keys that this editor had used before this window was loaded. */
  readonly #idsBefore: ReadonlySet<unknown>;

  constructor(private readonly options: VaultKeyStoreOptions) {
    // Now, and not later: they are compared with what was in the storage when the window was loaded.
    this.#idsBefore = new Set([...this.#rememberedIds(), options.memory.get(FORMER_KEY_ID)]);
  }

  /**
   * Whether the key that was looked for last was in the storage once, and was gone when this window was loaded: to load it
   * again will not help.
   */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** The key with this id, if this window has it. Asks the storage each time until it does. */
  async find(id: string): Promise<VaultKey | undefined> {
    if (this.#key?.id === id) {
      return this.#key;
    }
    const found = (await this.#stored(nameOf(id), id)) ?? (await this.#stored(FORMER_KEY, id));
    this.#isLost = !found && this.#idsBefore.has(id);
    if (found) {
      await this.#take(found);
    }
    return found;
  }

  /** The key to write a vault with that has no file: the one that this window has used for this vault, else a new one. */
  async obtain(): Promise<VaultKey> {
    return this.#key ?? this.make();
  }

  /** Makes and stores a new key, beside those that there are. */
  async make(): Promise<VaultKey> {
    const key = VaultKey.make();
    const text = key.text();
    await this.#inTime(async () => this.options.secrets.store(nameOf(key.id), text.reveal()), text);
    this.options.log.info('Made a key for the local sign-ins.');
    await this.#take(key);
    return key;
  }

  /** Deletes a key. Copies of what it has encrypted can't be read any more. The one of earlier versions may serve others, and stays. */
  async delete(id: string): Promise<void> {
    await this.#inTime(async () => this.options.secrets.delete(nameOf(id)));
  }

  async #take(key: VaultKey): Promise<void> {
    this.#key = key;
    this.#isLost = false;
    const ids = this.#rememberedIds();
    if (!ids.includes(key.id)) {
      try {
        await this.options.memory.update(KEY_IDS, [...ids, key.id].slice(-MOST_IDS));
      } catch (error) {
        this.options.log.debug(`The id of the key to the local sign-ins was not kept: ${errorChain(error)}`);
      }
    }
  }

  #rememberedIds(): readonly unknown[] {
    const ids = this.options.memory.get(KEY_IDS);
    return Array.isArray(ids) ? ids : [];
  }

  /** The key with this id, if it is stored under this name. */
  async #stored(name: string, id: string): Promise<VaultKey | undefined> {
    // One question at a time, also to a storage that never answers.
    const reading =
      this.#reading.get(name) ??
      (async () => this.options.secrets.get(name))().finally(() => this.#reading.delete(name));
    this.#reading.set(name, reading);
    const text = await this.#inTime(() => reading);
    const key = text === undefined ? undefined : VaultKey.fromText(text);
    return key?.id === id ? key : undefined;
  }

  async #inTime<T>(work: () => Promise<T>, secret?: Secret): Promise<T> {
    let timer: Disposable | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = this.options.clock.setTimeout(() => reject(new Error(`No answer in ${TIME_LIMIT} ms`)), TIME_LIMIT);
    });
    try {
      return await Promise.race([work(), limit]);
    } catch (error) {
      // What the storage says of a failure may repeat what it was given.
      const said = redact(errorChain(error), secret ? [secret] : []);
      throw messages.secretStorageFailed(new Error(said));
    } finally {
      timer?.dispose();
    }
  }
}
