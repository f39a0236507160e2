import { CredentialError, errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger, Memento, SecretStorage } from '../core/ports.js';
import { redact } from '../core/redaction.js';
import type { Secret } from '../core/secret.js';
import { VaultKey } from './key.js';
import * as messages from './messages.js';

/** The name of a key in the secret storage. Each key has its own name, so that none overwrites another. */
const nameOf = (id: string): string => `local.vault.key.${id}`;

/** The name under which the ids of the keys that this editor has used are stored, and how many are stored. Not secret. */
const KEY_IDS = 'local.vault.keyIds';
const MAX_IDS = 50;

/** The names that earlier versions used for their only key and its id. Only read. */
const FORMER_KEY = 'local.vault.key';
const FORMER_KEY_ID = 'local.vault.keyId';

/** Time limit for the secret storage, in milliseconds. */
const TIME_LIMIT = 10_000;

export interface VaultKeyStoreOptions {
  readonly secrets: SecretStorage;
  readonly memory: Memento;
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds for the secret storage, if not the usual 10 seconds. */
  readonly keyPatience?: number | undefined;
}

/**
 * Stores the key of one vault in VS Code's secret storage. The storage belongs to the editor, but the vault to the machine
 * of the extension host: an editor that connects to several machines has a vault on each, and all their keys in one
 * storage. Each vault therefore has its own key, stored under the key's id, and no key is ever overwritten.
 *
 * In a browser, the storage is part of the page: windows don't see each other's changes, and when one window stores a
 * secret, it overwrites the secrets of all extensions that the other has stored since it was loaded. A key is therefore
 * stored only once, when it is created.
 *
 * Throws `CredentialError` if the storage fails or does not respond; the storage's own one if it throws that.
 */
export class VaultKeyStore {
  #key: VaultKey | undefined;
  #isLost = false;
  readonly #reading = new Map<string, Promise<string | undefined>>();
  /** The ids of the keys that this editor had used before this window was loaded. */
  readonly #idsBefore: ReadonlySet<unknown>;

  constructor(private readonly options: VaultKeyStoreOptions) {
    // Read now, because they are compared with what was in the storage when the window was loaded.
    this.#idsBefore = new Set([...this.#usedIds(), options.memory.get(FORMER_KEY_ID)]);
  }

  /**
   * Whether the key that {@link find} last looked for was once in the storage but had disappeared when this window was
   * loaded, so that reloading the window does not help.
   */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** The key with this id, if this window has it. Asks the storage each time until it is found. */
  async find(id: string): Promise<VaultKey | undefined> {
    if (this.#key?.id === id) {
      return this.#key;
    }
    const found = (await this.#stored(nameOf(id), id)) ?? (await this.#stored(FORMER_KEY, id));
    this.#isLost = !found && this.#idsBefore.has(id);
    if (found) {
      await this.#use(found);
    }
    return found;
  }

  /** The key for a vault without a file: the one that this window has used for it, or a new one. */
  async currentOrNew(): Promise<VaultKey> {
    return this.#key ?? this.create();
  }

  /** Creates and stores a new key. Existing keys are kept. */
  async create(): Promise<VaultKey> {
    const key = VaultKey.create();
    const text = key.text();
    await this.#inTime(async () => this.options.secrets.store(nameOf(key.id), text.reveal()), text);
    this.options.log.info('Created a key for the local sign-ins.');
    await this.#use(key);
    return key;
  }

  /**
   * Deletes a key, so that copies of files that it has encrypted can no longer be read. The key of earlier versions is not
   * deleted: other vaults may use it.
   */
  async delete(id: string): Promise<void> {
    await this.#inTime(async () => this.options.secrets.delete(nameOf(id)));
  }

  async #use(key: VaultKey): Promise<void> {
    this.#key = key;
    this.#isLost = false;
    const ids = this.#usedIds();
    if (!ids.includes(key.id)) {
      try {
        await this.options.memory.update(KEY_IDS, [...ids, key.id].slice(-MAX_IDS));
      } catch (error) {
        this.options.log.debug(`The id of the key for the local sign-ins could not be stored: ${errorChain(error)}`);
      }
    }
  }

  #usedIds(): readonly unknown[] {
    const ids = this.options.memory.get(KEY_IDS);
    return Array.isArray(ids) ? ids : [];
  }

  /** The key with this id, if it is stored under this name. */
  async #stored(name: string, id: string): Promise<VaultKey | undefined> {
    // One request at a time, even if the storage never responds.
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
    const { clock, keyPatience = TIME_LIMIT } = this.options;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = clock.setTimeout(() => reject(new Error(`No response in ${keyPatience} ms`)), keyPatience);
    });
    try {
      return await Promise.race([work(), limit]);
    } catch (error) {
      if (error instanceof CredentialError) {
        throw error;
      }
      // The storage's error message may repeat the secret.
      const text = redact(errorChain(error), secret ? [secret] : []);
      throw messages.secretStorageFailed(new Error(text));
    } finally {
      timer?.dispose();
    }
  }
}
