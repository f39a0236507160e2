import { createHash } from 'node:crypto';
import path from 'node:path';
import { Emitter } from '../core/emitter.js';
import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Event, Logger, Memento, SecretStorage } from '../core/ports.js';
import { FileLock } from './fileLock.js';
import type { StoredCredentials } from './storedCredentials.js';
import { callbackFor, MAX_CALLBACK_LENGTH, withCallback, withoutCallback } from './forwardedCallbacks.js';
import type { Hold } from './lockGeneration.js';
import { entryOf } from './content.js';
import { LOCKS, AtomicFile } from './atomicFile.js';
import { VaultKeyStore } from './keyStore.js';
import * as messages from './messages.js';
import { EncryptedFile } from './encryptedFile.js';

/** Milliseconds between two looks at the file: others' changes are to be seen within a second. */
const INTERVAL = 500;

/** Milliseconds for which to wait while another window refreshes a credential: twice 30 s for an answer, and for metadata. */
const PATIENCE = 90_000;

export interface VaultOptions {
  /** A folder of this extension's own, for all windows of the user. Made when it is needed. */
  readonly folder: string;
  readonly secrets: SecretStorage;
  /** What all windows of the user remember. */
  readonly memory: Memento;
  readonly log: Logger;
  readonly clock: Clock;
}

/**
 * What is kept of the user's own integrations, all of it secret, in one encrypted file that all windows share. The secret
 * storage holds only its key, since in a browser two windows would overwrite each other's secrets there.
 *
 * - A window that does not have the key asks to be reloaded, and never writes.
 * - Content is protected against being read, and against being changed in part. Who can write to the user's files can
 *   still bring back an older file as a whole: its tokens are then those of that time, and a server refuses them.
 * - The file is looked at every half second while somebody listens. `fs.watch` would miss what other machines write to a
 *   shared home, and needs watches of which a system may have none left.
 *
 * Everything that it throws is a `CredentialError`, but for what a caller's own functions throw, and a signal's reason.
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
      onChange: () => this.#tell(),
    });
  }

  /** Fires when this window or, within a second, another one has changed what is kept, or it can no longer be read. */
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
   * Whether the last attempt to read found that the secret storage has not kept the key when the window was reloaded. To
   * reload it again does not help; only {@link reset} does.
   */
  get isKeyLost(): boolean {
    return this.#keys.isLost;
  }

  /** Whether there is a file of which this window does not have the key. */
  isKeyMissing(): Promise<boolean> {
    return this.#store.isKeyMissing();
  }

  /** What is kept, by integration id. Makes neither a key nor a file. Costs a look at the file if nothing has changed. */
  async read(): Promise<ReadonlyMap<string, StoredCredentials>> {
    return (await this.#store.open()).kept;
  }

  /** How many entries there are, also those that can't be read; `undefined` if there is no file. Throws like {@link read}. */
  async size(): Promise<number | undefined> {
    const { bytes, content } = await this.#store.open();
    return bytes && content.entries.size;
  }

  /**
   * Puts what `change` makes of what is kept of an integration in its place, while no other window can write; `undefined`
   * deletes it. Returns what is kept now. `change` may be called again if another window has come before.
   */
  async update(
    id: string,
    change: (kept: StoredCredentials | undefined) => StoredCredentials | undefined,
  ): Promise<StoredCredentials | undefined> {
    return this.#store.change(({ content, kept }) => {
      const before = kept.get(id);
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
   * Does `work` while no other window does any for the same integration, such as to refresh its tokens; it has to read what
   * is stored after it has begun, since another window may have changed it. The lock of a process that has crashed is taken
   * over after some seconds. It is also taken over from a process that was suspended, so that what must not be done twice
   * has to be preceded by {@link Hold.confirm}. Waiting ends when `signal` is aborted or the vault is disposed of; work
   * that has begun is not aborted. Not to be called within such a work for the same integration.
   */
  async withLock<T>(id: string, signal: AbortSignal, work: (hold: Hold) => Promise<T>): Promise<T> {
    const { folder, clock, log } = this.options;
    const lock = new FileLock({ folder: path.join(folder, LOCKS, fileNameOf(id)), patience: PATIENCE, clock, log });
    return lock.hold(AbortSignal.any([signal, this.#disposal.signal]), work);
  }

  /**
   * Makes the key and the file, if there are none, so that windows that are loaded from now on can read them. To be called
   * before a sign-in whose answer may come to another window.
   */
  async ensureCreated(): Promise<void> {
    await this.#store.change(({ content }) => [{ ...content }, undefined]);
  }

  /**
   * Deletes all that is stored, and its key, so that not even a copy of the file can be read. Where this window can't have
   * the key, the file is set aside instead. There is an empty file with a new key afterwards; other windows may have to be
   * reloaded. To be called only if the user wants it. Does nothing if there is no file.
   */
  async reset(): Promise<void> {
    await this.#store.reset();
  }

  /**
   * Leaves the answer to a sign-in for the window that waits for it; {@link onDidChange} fires there. Does nothing if no
   * window has ever prepared for one.
   *
   * @param state the `state` that the answer came with.
   * @param answer the query of the URI that it came by, which holds a code.
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

  /** The answer that another window has left for `state`, within the last 10 minutes. It is had once. */
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

  /** Ends waiting and watching. Work that has a lock, and what is being written, comes to its end. */
  dispose(): void {
    this.#disposal.abort();
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#changed.dispose();
  }

  /** What is written is written, whatever a listener makes of it. */
  #tell(): void {
    try {
      this.#changed.fire();
    } catch (error) {
      this.options.log.error(`A change of the local sign-ins was not followed: ${errorChain(error)}`);
    }
  }

  #watch(): void {
    if (this.#timer || this.#listeners === 0 || this.#disposal.signal.aborted) {
      return;
    }
    this.#timer = this.options.clock.setTimeout(() => {
      void this.#store.follow().then(() => {
        this.#timer = undefined;
        this.#watch();
      });
    }, INTERVAL);
  }
}

/** An id as a part of a file's name, whatever it is made of. */
function fileNameOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}
