import path from 'node:path';
import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import { hasCode } from '../core/systemErrors.js';
import type { Face } from './face.js';
import { filesOf } from './listening.js';
import type { BrokerState, RuntimeFolder } from './runtimeFolder.js';

/** Milliseconds after which the files are written again, with renewed credentials if it is time for that. */
const WRITE_INTERVAL = 15 * 60_000;

export interface BrokerFilesOptions {
  readonly faces: readonly Face[];
  readonly folder: RuntimeFolder;
  readonly state: BrokerState;
  /** Called when the folder is gone: it is created again only by a broker that starts. */
  readonly onFolderGone: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The files of a broker that runs: written again from time to time, and removed when it stops. */
export class BrokerFiles implements Disposable {
  /** Besides those of the faces. */
  readonly #others = new Map<string, Secret>();
  /** Settles when the files are written that were being written last. */
  #written: Promise<void> = Promise.resolve();
  #timer: Disposable;
  #isDisposed = false;

  constructor(private readonly options: BrokerFilesOptions) {
    this.#timer = this.#scheduleWrite();
  }

  /** The path of the folder. */
  get folder(): string {
    return this.options.folder.path;
  }

  /**
   * Writes a file that only this user can read. Returns its path; `undefined` if the broker has stopped in the meantime. Rejects
   * with Node's error.
   */
  async add(name: string, content: Secret): Promise<string | undefined> {
    const { folder } = this.options;
    const written = this.#written.then(() => folder.writeFiles({ [name]: content }));
    this.#written = written.catch(() => undefined);
    await written;
    if (this.#isDisposed) {
      this.#remove();
      return undefined;
    }
    this.#others.set(name, content);
    return path.join(folder.path, name);
  }

  /** Settles when nothing is being written any more; never rejects. */
  settled(): Promise<void> {
    return this.#written;
  }

  /** Removes the files. */
  dispose(): void {
    this.#isDisposed = true;
    this.#timer.dispose();
    this.#remove();
  }

  #scheduleWrite(): Disposable {
    return this.options.clock.setTimeout(() => {
      // Also unchanged files: systems, and other windows, remove temporary files that were not written to for a long time.
      this.#written = this.#written.then(() => (this.#isDisposed ? undefined : this.#write()));
      this.#timer = this.#scheduleWrite();
    }, WRITE_INTERVAL);
  }

  async #write(): Promise<void> {
    const { faces, folder, state, onFolderGone, log } = this.options;
    try {
      await folder.writeState(state);
      await folder.writeFiles({ ...filesOf(faces), ...Object.fromEntries(this.#others) });
      if (this.#isDisposed) {
        this.#remove();
      }
    } catch (error) {
      log.error(`broker: the credentials of callers could not be renewed: ${errorChain(error)}`);
      if (!this.#isDisposed && hasCode(error, 'ENOENT')) {
        onFolderGone();
      }
    }
  }

  /** The broker is off even if this fails. */
  #remove(): void {
    try {
      this.options.folder.removeFiles();
    } catch (error) {
      this.options.log.warn(`broker: its credentials could not be removed: ${errorChain(error)}`);
    }
  }
}
