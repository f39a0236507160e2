import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger, Memory, Secrets } from '../core/ports.js';
import { withoutSecrets } from '../core/redaction.js';
import type { Secret } from '../core/secret.js';
import { VaultKey } from './vaultKey.js';
import * as messages from './vaultMessages.js';

/** Where the key is in the secret storage, and where its id is in what is not secret. */
const KEY = 'local.vault.key';
const KEY_ID = 'local.vault.keyId';

/** Milliseconds that the secret storage may take. */
const TIME_LIMIT = 10_000;

export interface VaultKeyStoreOptions {
  readonly secrets: Secrets;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The key to the vault, in VS Code's secret storage. In a browser that storage lies in the page: two windows see nothing of
 * each other's changes, and what one of them stores takes away what the other has stored since it was loaded, of all
 * extensions. So the key is stored once, and never again.
 *
 * Throws `CredentialError` where the storage fails, or does not answer.
 */
export class VaultKeyStore {
  #key: VaultKey | undefined;
  #isLost = false;
  #reading: Promise<string | undefined> | undefined;
  /** The id of the key that was in the storage before this window was loaded. */
  readonly #idBefore: unknown;

  constructor(private readonly options: VaultKeyStoreOptions) {
    // Now, and not later: it is to be compared with what was in the storage when the window was loaded.
    this.#idBefore = options.memory.get(KEY_ID);
  }

  /**
   * Whether the key that was looked for last was in the storage once, and was gone when this window was loaded: to load it
   * again will not help.
   */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** The key with this id, if this window has it. Looks anew each time until it does. */
  async find(id: string): Promise<VaultKey | undefined> {
    if (this.#key?.id === id) {
      return this.#key;
    }
    const stored = await this.#stored();
    this.#isLost = !stored && this.#idBefore === id;
    if (stored?.id !== id) {
      return undefined;
    }
    await this.#take(stored);
    return stored;
  }

  /** The key for a first file: the one that there is, else a new one. */
  async obtain(): Promise<VaultKey> {
    const key = this.#key ?? (await this.#stored());
    if (!key) {
      return this.make();
    }
    await this.#take(key);
    return key;
  }

  /** A new key, in place of the one that there is. */
  async make(): Promise<VaultKey> {
    const key = VaultKey.make();
    const text = key.text();
    await this.#inTime(async () => this.options.secrets.store(KEY, text.reveal()), text);
    this.options.log.info('Made a key for the local sign-ins.');
    await this.#take(key);
    return key;
  }

  async #take(key: VaultKey): Promise<void> {
    this.#key = key;
    this.#isLost = false;
    if (this.options.memory.get(KEY_ID) !== key.id) {
      try {
        await this.options.memory.update(KEY_ID, key.id);
      } catch (error) {
        this.options.log.debug(`The id of the key to the local sign-ins was not kept: ${errorChain(error)}`);
      }
    }
  }

  async #stored(): Promise<VaultKey | undefined> {
    // One question at a time, also to a storage that never answers.
    this.#reading ??= (async () => this.options.secrets.get(KEY))().finally(() => (this.#reading = undefined));
    const reading = this.#reading;
    const text = await this.#inTime(() => reading);
    return text === undefined ? undefined : VaultKey.fromText(text);
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
      const said = withoutSecrets(errorChain(error), secret ? [secret] : []);
      throw messages.secretStorageFailed(new Error(said));
    } finally {
      timer?.dispose();
    }
  }
}
