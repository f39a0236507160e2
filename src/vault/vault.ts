import { createHash } from 'node:crypto';
import path from 'node:path';
import { Emitter } from '../core/emitter.js';
import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Event, Logger, Memento, SecretStorage } from '../core/ports.js';
import { AtomicFile, LOCKS } from './atomicFile.js';
import { entryOf } from './content.js';
import { EncryptedFile } from './encryptedFile.js';
import { FileLock } from './fileLock.js';
import { callbackFor, MAX_CALLBACK_LENGTH, withCallback, withoutCallback } from './forwardedCallbacks.js';
import { VaultKeyStore } from './keyStore.js';
import type { Hold } from './lockGeneration.js';
import * as messages from './messages.js';
import type { StoredCredentials } from './storedCredentials.js';

/** Milliseconds between checks of the file, so that changes by other windows are noticed within a second. */
const INTERVAL = 500;

/** Milliseconds for which to wait while another window refreshes a credential: twice 30 s for an answer, and for metadata. */
const PATIENCE = 90_000;

export interface VaultOptions {
  /** A folder of this extension, shared by all windows of the user. Created when needed. */
  readonly folder: string;
  readonly secrets: SecretStorage;
  /** Shared by all windows of the user. */
  readonly memory: Memento;
  readonly log: Logger;
  readonly clock: Clock;
  /** Milliseconds for the secret storage, if not the usual ones. */
  readonly keyPatience?: number | undefined;
}

/**
 * Stores credentials in one encrypted file that all windows share. The secret storage contains only the file's key, since
 * in a browser two windows would overwrite each other's secrets there.
 *
 * - A window without the key never writes; its user has to reload it.
 * - The content is protected against reading and partial changes. An attacker who can write to the user's files can still
 *   restore an older file as a whole; servers reject the outdated tokens in it.
 * - The file is checked every half second while there are listeners. `fs.watch` would miss changes by other machines to a
 *   shared home directory, and the system's limit of watches may be reached.
 *
 * All methods throw `CredentialError`, the signal's reason, or what a caller's function throws.
 */
export class Vault implements Disposable {
  readonly #file: AtomicFile;
  readonly #keys: VaultKeyStore;
  readonly #store: EncryptedFile;
  readonly #changed = new Emitter<void>();
  readonly #disposal = new AbortController();
  #listeners = 0;
  #timer: Disposable | undefined;

  constructor(private readonly options: VaultOptions) {
    this.#file = new AtomicFile(options.folder, options.clock, options.log);
    this.#keys = new VaultKeyStore(options);
    this.#store = new EncryptedFile({
      file: this.#file,
      keys: this.#keys,
      clock: options.clock,
      log: options.log,
      onChange: () => this.#fire(),
    });
  }

  /** Fires when this window or, within a second, another one has changed the content, or when it becomes unreadable. */
  readonly onDidChange: Event<void> = (listener) => {
    const subscription = this.#changed.event(listener);
    this.#listeners += 1;
    this.#watch();
    let isSubscribed = true;
    return {
      dispose: () => {
        if (isSubscribed) {
          isSubscribed = false;
          subscription.dispose();
          this.#listeners -= 1;
        }
      },
    };
  };

  /**
   * Whether the last attempt to read showed that the secret storage did not keep the key when the window was reloaded.
   * Reloading again does not help; only {@link reset} does.
   */
  get isKeyLost(): boolean {
    return this.#keys.isLost;
  }

  /** Whether there is a file but this window does not have its key. */
  isKeyMissing(): Promise<boolean> {
    return this.#store.isKeyMissing();
  }

  /** All stored credentials, by id. Creates neither a key nor a file. Only reads the file if nothing has changed. */
  async read(): Promise<ReadonlyMap<string, StoredCredentials>> {
    return (await this.#store.open()).credentials;
  }

  /** The number of entries, including invalid ones; `undefined` if there is no file. Throws like {@link read}. */
  async size(): Promise<number | undefined> {
    const { bytes, content } = await this.#store.open();
    return bytes && content.entries.size;
  }

  /**
   * Replaces the credentials of an integration with the ones that `change` returns; `undefined` deletes them. Other
   * windows can't write in the meantime. Returns the new credentials. `change` may be called more than once.
   */
  async update(
    id: string,
    change: (stored: StoredCredentials | undefined) => StoredCredentials | undefined,
  ): Promise<StoredCredentials | undefined> {
    return this.#store.change(({ content, credentials }) => {
      const before = credentials.get(id);
      const after = change(before);
      if (after && after === before) {
        return [content, after];
      }
      const entries = new Map(content.entries);
      if (after) {
        entries.set(id, entryOf(after));
      } else if (!entries.delete(id)) {
        return [content, undefined];
      }
      return [{ ...content, entries }, after];
    });
  }

  /**
   * Runs `work` while no other window does so for the same integration, for example to refresh its tokens. `work` must
   * read the stored credentials itself, since another window may have changed them. The lock of a process that has crashed
   * or was suspended is taken over after some seconds; `work` must therefore call {@link Hold.confirm} before anything
   * that must not be done twice. Waiting ends when `signal` is aborted or the vault is disposed of; running work is not
   * aborted. Must not be nested for the same integration.
   */
  async withLock<T>(id: string, signal: AbortSignal, work: (hold: Hold) => Promise<T>): Promise<T> {
    const { folder, clock, log } = this.options;
    const lock = new FileLock({ folder: path.join(folder, LOCKS, fileNameOf(id)), patience: PATIENCE, clock, log });
    return lock.hold(AbortSignal.any([signal, this.#disposal.signal]), work);
  }

  /**
   * Creates the key and the file if there are none, so that windows opened from now on can read them. Call it before a
   * sign-in whose callback may reach another window.
   */
  async ensureCreated(): Promise<void> {
    await this.#store.change(({ content }) => [{ ...content }, undefined]);
  }

  /**
   * Deletes all stored credentials and their key, so that even copies of the file can't be read. If this window does not
   * have the key, the file is set aside instead. Afterwards there is an empty file with a new key; other windows may have
   * to be reloaded. Does nothing if there is no file.
   */
  async reset(): Promise<void> {
    await this.#store.reset();
  }

  /**
   * Stores the callback of a sign-in for the window that waits for it, where {@link onDidChange} then fires. Does nothing
   * if there is no file: then no window has called {@link ensureCreated}.
   *
   * @param state the `state` in the callback
   * @param answer the query of the callback URI, which contains a code
   */
  async forwardCallback(state: string, answer: string): Promise<void> {
    if (answer.length > MAX_CALLBACK_LENGTH) {
      throw messages.tooLarge();
    }
    await this.#store.change(({ bytes, content }) => [
      bytes ? withCallback(content, state, answer, this.options.clock.now()) : content,
      undefined,
    ]);
  }

  /** Returns and deletes the callback that another window has stored for `state` within the last 10 minutes. */
  async takeCallback(state: string): Promise<string | undefined> {
    const now = this.options.clock.now();
    if (callbackFor((await this.#store.open()).content, state, now) === undefined) {
      return undefined;
    }
    return this.#store.change(({ content }) => {
      const answer = callbackFor(content, state, now);
      return [answer === undefined ? content : withoutCallback(content, state, now), answer];
    });
  }

  /** Stops waiting and watching. Work that holds a lock, and pending writes, are finished. */
  dispose(): void {
    this.#disposal.abort();
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#changed.dispose();
  }

  /** A write must not fail because a listener throws. */
  #fire(): void {
    try {
      this.#changed.fire();
    } catch (error) {
      this.options.log.error(`A change of the local sign-ins could not be processed: ${errorChain(error)}`);
    }
  }

  #watch(): void {
    if (this.#timer || this.#listeners === 0 || this.#disposal.signal.aborted) {
      return;
    }
    this.#timer = this.options.clock.setTimeout(() => {
      void this.#store.checkForChanges().then(() => {
        this.#timer = undefined;
        this.#watch();
      });
    }, INTERVAL);
  }
}

/** A file name for an id, which may contain any characters. */
function fileNameOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}
