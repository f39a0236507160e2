import path from 'node:path';
import { errorChain } from '../core/errors.js';
import type { Clock, Logger } from '../core/ports.js';
import { Secret } from '../core/secret.js';
import { sharedRuns } from '../core/sharedRuns.js';
import { FileLock } from './fileLock.js';
import type { StoredCredentials } from './storedCredentials.js';
import { ContentReader, EMPTY, writeContent, type VaultContent } from './content.js';
import { readEnvelope } from './envelope.js';
import { LOCKS, sameBytes, type FileBytes, type AtomicFile } from './atomicFile.js';
import type { VaultKey } from './key.js';
import type { VaultKeyStore } from './keyStore.js';
import * as messages from './messages.js';

/** Milliseconds to wait for the file's lock, which nobody has for more than a moment, but who has crashed. */
const PATIENCE = 30_000;

/** How often a change is tried that another comes before: more than once only where a lock was lost. */
const ATTEMPTS = 10;

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The file, opened. */
export interface Opened {
  readonly bytes: FileBytes;
  /** The key that it was opened with; `undefined` if there is no file, or none that can be read. */
  readonly key: VaultKey | undefined;
  /** Its content as it stands there. */
  readonly text: Secret | undefined;
  readonly content: VaultContent;
  /** The entries that can be read. */
  readonly kept: ReadonlyMap<string, StoredCredentials>;
}

/** Why the file is not opened: nobody can, or this window can't. */
type Closed = 'unreadable' | 'keyMissing' | 'newer';

export interface EncryptedFileOptions {
  readonly file: AtomicFile;
  readonly keys: VaultKeyStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called when something else than before was found, or has been written. Not for what is found first. */
  readonly onChange: () => void;
}

/** Opens and writes the vault's file. Everything that it throws is a `CredentialError`. */
export class EncryptedFile {
  readonly #lock: FileLock;
  #reader: Promise<ContentReader> | undefined;
  #opened: Opened | undefined;
  /** What was read last, opened or not. */
  #looked: { readonly bytes: FileBytes } | undefined;
  /** What was found last: the content, or why there was none. */
  #found: string | undefined;
  readonly #reported = new Set<string>();

  constructor(private readonly options: EncryptedFileOptions) {
    const { file, clock, log } = options;
    this.#lock = new FileLock({
      folder: path.join(path.dirname(file.path), LOCKS, 'file'),
      patience: PATIENCE,
      clock,
      log,
    });
  }

  /**
   * What is in the file now; nothing if there is no file, or one that could not be decrypted, which is set aside. Throws
   * when this window can't open it. Callers at the same moment share one look at the file, which starts after they came.
   */
  readonly open = sharedRuns(() => this.#open());

  async #open(): Promise<Opened> {
    try {
      const opened = await this.#openNow();
      this.#note(opened.text?.reveal() ?? '');
      return opened;
    } catch (error) {
      this.#note(errorChain(error));
      throw error;
    }
  }

  async isKeyMissing(): Promise<boolean> {
    return (await this.#look(await this.options.file.read())) === 'keyMissing';
  }

  /** Looks whether the file has changed since it was read last, and opens it if so. Never rejects. */
  async follow(): Promise<void> {
    try {
      if (this.#looked && sameBytes(await this.options.file.read(), this.#looked.bytes)) {
        return;
      }
      await this.open();
    } catch (error) {
      // Told by the next that opens it.
      this.#note(errorChain(error));
    }
  }

  /**
   * Puts what `change` makes of the content in its place, with the lock held, and returns what else it gives. Makes the
   * file, and the key if need be; if the content stays the same, nothing is written. `change` may be called again.
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
        const key = opened.key ?? (await this.options.keys.obtain());
        if (await this.options.file.replace(opened.bytes, key.seal(text))) {
          this.#note(text);
          return result;
        }
      }
      throw messages.busy();
    });
  }

  /**
   * Puts an empty file with a new key in the place of the file. One that can be opened is lost with its key, and so are those
   * that were set aside; one that can't be opened is set aside.
   */
  async reset(): Promise<void> {
    await this.#exclusively(async () => {
      const { file, keys, log } = this.options;
      const bytes = await file.read();
      const found = await this.#look(bytes);
      if (found === 'newer') {
        throw messages.newerVault();
      }
      const opened = typeof found === 'string' ? undefined : found;
      if (opened && !bytes) {
        await file.removeSetAside('any');
        return;
      }
      // First, since nothing can be stored without it. It is stored beside the others, so nothing is lost if this fails.
      const key = await keys.make();
      if (!opened) {
        log.warn(
          `The file of local sign-ins that can't be opened was set aside as ${file.setAside(bytes) ?? 'another'}.`,
        );
      }
      const text = writeContent(EMPTY);
      if (!(await file.replace(opened?.bytes, key.seal(text)))) {
        throw messages.busy();
      }
      this.#note(text);
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
    const found = await this.#look(bytes);
    this.#opened = found === 'unreadable' ? { ...(await this.#afterSettingAside()), bytes } : this.#orRefuse(found);
    return this.#opened;
  }

  /** What can be read once nobody can take the unreadable file for a good one any more. */
  async #afterSettingAside(): Promise<Opened> {
    try {
      return await this.#exclusively(() => this.#openToWrite());
    } catch (error) {
      this.options.log.error(`The file of local sign-ins is unreadable, and stays where it is: ${errorChain(error)}`);
      return nothing(undefined);
    }
  }

  /** With the lock held: what may be replaced. */
  async #openToWrite(): Promise<Opened> {
    const { file, log } = this.options;
    const bytes = await file.read();
    const found = await this.#look(bytes);
    if (found !== 'unreadable') {
      return this.#orRefuse(found);
    }
    const name = file.setAside(bytes);
    if (name === undefined) {
      throw messages.busy();
    }
    log.error(`The file of local sign-ins could not be decrypted. It was set aside as ${name}; all are signed out.`);
    return nothing(undefined);
  }

  #orRefuse(found: Opened | Exclude<Closed, 'unreadable'>): Opened {
    switch (found) {
      case 'newer':
        throw messages.newerVault();
      case 'keyMissing':
        throw this.options.keys.isLost ? messages.keyLost() : messages.keyMissing();
      default:
        return found;
    }
  }

  async #look(bytes: FileBytes): Promise<Opened | Closed> {
    if (!bytes) {
      return nothing(bytes);
    }
    const envelope = readEnvelope(bytes);
    if (envelope === undefined || envelope === 'newer') {
      return envelope ?? 'unreadable';
    }
    const key = await this.options.keys.find(envelope.keyId);
    if (!key) {
      return 'keyMissing';
    }
    const text = key.open(envelope);
    const reader = await this.#contentReader();
    const content = text === undefined ? undefined : reader.content(text);
    if (text === undefined || !content) {
      return 'unreadable';
    }
    return { bytes, key, text: new Secret(text), content, kept: this.#keptOf(content, reader) };
  }

  #keptOf({ entries }: VaultContent, reader: ContentReader): ReadonlyMap<string, StoredCredentials> {
    const kept = new Map<string, StoredCredentials>();
    for (const [id, value] of entries) {
      const entry = reader.entry(value);
      if ('wrong' in entry) {
        this.#report(id, entry.wrong);
      } else {
        kept.set(id, entry);
      }
    }
    return kept;
  }

  /** Once for each, and never with what stands there. */
  #report(id: string, wrong: string): void {
    const line = `What was kept of ${ID.test(id) ? id : 'an integration'} can't be read, so it is signed out: ${wrong || 'no object'}`;
    if (!this.#reported.has(line)) {
      this.#reported.add(line);
      this.options.log.warn(line);
    }
  }

  #contentReader(): Promise<ContentReader> {
    this.#reader ??= import('./zod.js').then((z) => new ContentReader(z));
    return this.#reader;
  }

  /** A window that is being closed still has to keep what a server has given it; so nothing but time ends the waiting. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#lock.hold(new AbortController().signal, work);
  }

  #note(found: string): void {
    const isChange = this.#found !== undefined && this.#found !== found;
    this.#found = found;
    if (isChange) {
      this.options.onChange();
    }
  }
}

function nothing(bytes: FileBytes): Opened {
  return { bytes, key: undefined, text: undefined, content: EMPTY, kept: new Map() };
}
