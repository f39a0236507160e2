import path from 'node:path';
import { CredentialError, errorChain } from '../../core/errors.js';
import type { Clock, Logger } from '../../core/ports.js';
import { AtomicFile, type FileBytes, LOCKS } from '../../vault/atomicFile.js';
import { FileLock } from '../../vault/fileLock.js';
import * as messages from './messages.js';

const NAME = 'servers.json';

/** Milliseconds to wait for another command that writes the file. */
const PATIENCE = 30_000;

/** How often a change is attempted if another write comes first, which happens only if a lock was lost. */
const ATTEMPTS = 10;

/**
 * The list of the command's servers: JSON with the fields of the setting `availableCredentials.connect.servers`. A file that
 * cannot be understood is never overwritten. All methods throw `CredentialError` that names the file.
 */
export class ServersFile {
  readonly #file: AtomicFile;
  readonly #lock: FileLock;

  constructor(folder: string, clock: Clock, log: Logger) {
    this.#file = new AtomicFile(folder, clock, log, {}, NAME);
    this.#lock = new FileLock({ folder: path.join(folder, LOCKS, 'servers'), patience: PATIENCE, clock, log });
  }

  get path(): string {
    return this.#file.path;
  }

  /** The entries, of which some may be invalid. */
  async read(): Promise<readonly unknown[]> {
    return this.#parse(await this.#bytes());
  }

  /** Replaces the list with what `change` returns. `change` may be called more than once. */
  async change(change: (entries: readonly unknown[]) => readonly unknown[]): Promise<void> {
    try {
      await this.#lock.hold(new AbortController().signal, async () => {
        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
          const bytes = await this.#bytes();
          const text = `${JSON.stringify(change(this.#parse(bytes)), undefined, 2)}\n`;
          if (await this.#file.replace(bytes, Buffer.from(text))) {
            return;
          }
        }
        throw new Error('Other processes have changed the file again and again');
      });
    } catch (error) {
      throw error instanceof messages.ServersFileError ? error : messages.fileNotWritten(this.path, error);
    }
  }

  async #bytes(): Promise<FileBytes> {
    try {
      return await this.#file.read();
    } catch (error) {
      throw messages.fileNotRead(this.path, reasonOf(error), error);
    }
  }

  #parse(bytes: FileBytes): readonly unknown[] {
    if (bytes === undefined) {
      return [];
    }
    let json: unknown;
    try {
      json = JSON.parse(bytes.toString('utf8'));
    } catch {
      throw messages.fileNotRead(this.path, messages.notJson());
    }
    if (!Array.isArray(json)) {
      throw messages.fileNotRead(this.path, messages.notList());
    }
    return json;
  }
}

/** The system's reason, which is the cause. */
function reasonOf(error: unknown): string {
  return errorChain(error instanceof CredentialError ? error.cause : error);
}
