import path from 'node:path';
import { errorChain } from '../core/errors.js';
import type { Clock, Logger } from '../core/ports.js';
import { sharedRuns } from '../core/sharedRuns.js';
import { FileLock } from './fileLock.js';
import { EMPTY, writeContent, type VaultContent } from './content.js';
import { type Closed, empty, FileOpener, type Opened } from './fileOpener.js';
import { LOCKS, sameBytes, type FileBytes, type AtomicFile } from './atomicFile.js';
import type { VaultKeyStore } from './keyStore.js';
import * as messages from './messages.js';

/** Milliseconds to wait for the file's lock: a process keeps it only for a moment, unless it crashes. */
const PATIENCE = 30_000;

/** How often a change is attempted if another write comes first, which happens only if a lock was lost. */
const ATTEMPTS = 10;

export interface EncryptedFileOptions {
  readonly file: AtomicFile;
  readonly keys: VaultKeyStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called when the content has changed or has become unreadable, but not for the first content. */
  readonly onChange: () => void;
}

/** Opens and writes the vault's encrypted file. All methods throw `CredentialError`. */
export class EncryptedFile {
  readonly #lock: FileLock;
  readonly #opener: FileOpener;
  #opened: Opened | undefined;
  /** The bytes that were last read, whether or not they could be opened. */
  #looked: { readonly bytes: FileBytes } | undefined;
  /** The content that was last found, or the text of the error. */
  #found: string | undefined;

  constructor(private readonly options: EncryptedFileOptions) {
    const { file, keys, clock, log } = options;
    this.#opener = new FileOpener(keys, log);
    this.#lock = new FileLock({
      folder: path.join(path.dirname(file.path), LOCKS, 'file'),
      patience: PATIENCE,
      clock,
      log,
    });
  }

  /**
   * Opens the file. It counts as empty if there is no file, or if it could not be decrypted, in which case it is set
   * aside. Throws if this window can't open it. Callers at the same moment share one look at the file, which starts after they came.
   */
  readonly open = sharedRuns(() => this.#open());

  async #open(): Promise<Opened> {
    try {
      const opened = await this.#openNow();
      this.#record(opened.text?.reveal() ?? '');
      return opened;
    } catch (error) {
      this.#record(errorChain(error));
      throw error;
    }
  }

  async isKeyMissing(): Promise<boolean> {
    return (await this.#opener.open(await this.options.file.read())) === 'keyMissing';
  }

  /** Opens the file if it has changed since it was last read. Never rejects. */
  async checkForChanges(): Promise<void> {
    try {
      if (this.#looked && sameBytes(await this.options.file.read(), this.#looked.bytes)) {
        return;
      }
      await this.open();
    } catch (error) {
      // Reported by the next `open`.
      this.#record(errorChain(error));
    }
  }

  /**
   * Replaces the content with the one that `change` returns, under the lock, and returns the second value of `change`.
   * Creates the file and the key if necessary. Writes nothing if the content stays the same. `change` may be called more
   * than once.
   */
  async change<T>(change: (opened: Opened) => readonly [VaultContent, T]): Promise<T> {
    return this.#exclusively(async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const opened = await this.#openToWrite();
        const [content, result] = change(opened);
        const text = writeContent(content);
        if (content === opened.content || text === opened.text?.reveal()) {
          return result;
        }
        const key = opened.key ?? (await this.options.keys.currentOrNew());
        if (await this.options.file.replace(opened.bytes, key.seal(text))) {
          this.#record(text);
          return result;
        }
      }
      throw messages.busy();
    });
  }

  /**
   * Replaces the file with an empty one that has a new key. If the file can be opened, it is deleted together with its key
   * and the files that were set aside; otherwise it is set aside.
   */
  async reset(): Promise<void> {
    await this.#exclusively(async () => {
      const { file, keys, log } = this.options;
      const bytes = await file.read();
      const found = await this.#opener.open(bytes);
      if (found === 'newer') {
        throw messages.newerVault();
      }
      const opened = typeof found === 'string' ? undefined : found;
      if (opened && !bytes) {
        await file.removeSetAside('any');
        return;
      }
      // First, since the rest depends on it. Keys are stored side by side, so nothing is lost if a later step fails.
      const key = await keys.create();
      if (!opened) {
        log.warn(
          `The file of local sign-ins could not be opened and was set aside as ${file.setAside(bytes) ?? 'another'}.`,
        );
      }
      const text = writeContent(EMPTY);
      if (!(await file.replace(opened?.bytes, key.seal(text)))) {
        throw messages.busy();
      }
      this.#record(text);
      if (opened?.key) {
        await file.removeSetAside('any');
        await keys.delete(opened.key.id).catch((error: unknown) => log.warn(errorChain(error)));
      }
    });
  }

  async #openNow(): Promise<Opened> {
    const bytes = await this.options.file.read();
    this.#looked = { bytes };
    if (this.#opened && sameBytes(this.#opened.bytes, bytes)) {
      return this.#opened;
    }
    const found = await this.#opener.open(bytes);
    this.#opened = found === 'unreadable' ? { ...(await this.#afterSettingAside()), bytes } : this.#assertOpened(found);
    return this.#opened;
  }

  /** The file after an unreadable one has been set aside. */
  async #afterSettingAside(): Promise<Opened> {
    try {
      return await this.#exclusively(() => this.#openToWrite());
    } catch (error) {
      this.options.log.error(
        `The file of local sign-ins is unreadable and could not be set aside: ${errorChain(error)}`,
      );
      return empty(undefined);
    }
  }

  /** Opens the file in order to replace it. Requires the lock. */
  async #openToWrite(): Promise<Opened> {
    const { file, log } = this.options;
    const bytes = await file.read();
    const found = await this.#opener.open(bytes);
    if (found !== 'unreadable') {
      return this.#assertOpened(found);
    }
    const name = file.setAside(bytes);
    if (name === undefined) {
      throw messages.busy();
    }
    log.error(
      `The file of local sign-ins could not be decrypted. It was set aside as ${name}; all local integrations are signed out.`,
    );
    return empty(undefined);
  }

  #assertOpened(found: Opened | Exclude<Closed, 'unreadable'>): Opened {
    switch (found) {
      case 'newer':
        throw messages.newerVault();
      case 'keyMissing':
        throw this.options.keys.isLost ? messages.keyLost() : messages.keyMissing();
      default:
        return found;
    }
  }

  /** Waiting ends only by timeout: a window that is closing must still store tokens that it has received. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#lock.hold(new AbortController().signal, work);
  }

  /** @param found the content, or the text of an error */
  #record(found: string): void {
    const isChange = this.#found !== undefined && this.#found !== found;
    this.#found = found;
    if (isChange) {
      this.options.onChange();
    }
  }
}
