import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock, Logger } from '../core/ports.js';
import { hasCode } from '../core/systemErrors.js';
import { pause } from '../core/pause.js';
import { type Chmod, FileModes } from './fileModes.js';
import * as messages from './messages.js';

const NAME = 'vault.json';

/** What the names of files begin with that were set aside, followed by the time. */
const ASIDE = `${NAME}.unreadable-`;

/** The folder beside it in which the locks are. */
export const LOCKS = 'locks';

/** How often a read is tried that an NFS server answers with a file that is gone. */
const READ_ATTEMPTS = 3;

/**
 * Milliseconds between two attempts to rename while another process is in the way, at first and at most, and in all. On
 * Windows, a virus scanner, an indexer or a synchronised folder may have the file open for seconds.
 */
const FIRST_WAIT = 20;
const LONGEST_WAIT = 500;
const RENAME_PATIENCE = process.platform === 'win32' ? 10_000 : 200;

/** Replaces a file by another, or throws. */
export type Rename = (from: string, to: string) => void;

/** What a file system does; the real one's if not given. */
export interface FileFunctions {
  readonly rename?: Rename;
  /** Milliseconds for which a rename is tried. */
  readonly patience?: number;
  readonly chmod?: Chmod | undefined;
}

/** Milliseconds after which a temporary file is what a process has left behind that crashed. */
const LEFTOVER_AGE = 60_000;

/** Milliseconds for which a file that was set aside is kept. It holds the secrets of that time. */
const ASIDE_AGE = 30 * 24 * 3_600_000;

/** What is in the file; `undefined` if there is none. */
export type FileBytes = Buffer | undefined;

/**
 * A small file that is replaced as a whole: whoever reads it finds the old or the new one, also after a crash. It and its
 * folder are the user's alone. Throws `CredentialError` when it can't be read or written.
 */
export class AtomicFile {
  readonly path: string;
  #isTidy = false;
  readonly #modes: FileModes;
  readonly #rename: Rename;
  readonly #renamePatience: number;

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    log: Logger,
    { rename = renameSync, patience = RENAME_PATIENCE, chmod }: FileFunctions = {},
  ) {
    this.path = path.join(folder, NAME);
    this.#modes = new FileModes(log, chmod);
    this.#rename = rename;
    this.#renamePatience = patience;
  }

  /**
   * What is in the file now. It is opened for that each time, however little has changed: only then does NFS ask its
   * server, and two writes in the same instant may leave a file of the same size and time.
   */
  async read(): Promise<FileBytes> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await readFile(this.path);
      } catch (error) {
        if (hasCode(error, 'ENOENT')) {
          return undefined;
        }
        if (!hasCode(error, 'ESTALE') || attempt === READ_ATTEMPTS) {
          throw messages.unreadable(this.path, error);
        }
      }
    }
  }

  /**
   * Puts `next` in the place of `expected`; `false`, with nothing changed, if something else is there by now. To be called
   * with the lock held. Should that have been lost meanwhile, another's write is not undone all the same.
   */
  async replace(expected: FileBytes, next: Buffer): Promise<boolean> {
    const temporary = `${this.path}.${randomUUID()}.tmp`;
    try {
      await this.#prepare();
      await this.#writeDurably(temporary, next);
      for (let [wait, waited] = [FIRST_WAIT, 0]; !this.#holds(next); wait = Math.min(wait * 2, LONGEST_WAIT)) {
        if (!this.#holds(expected)) {
          return false;
        }
        if (!this.#tryRename(temporary, waited >= this.#renamePatience)) {
          await pause(this.clock, wait);
          waited += wait;
        }
      }
      await flushFolder(this.folder);
      return true;
    } catch (error) {
      throw messages.unwritable(this.folder, error);
    } finally {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  /**
   * Gives the file another name, beside it, if it still is as `expected`, so that it is neither read nor overwritten. It is
   * deleted after 30 days. Returns that name; `undefined` if something else is there by now. To be called with the lock held.
   */
  setAside(expected: FileBytes): string | undefined {
    try {
      if (!this.#holds(expected)) {
        return undefined;
      }
      const time = new Date(this.clock.now()).toISOString().replaceAll(':', '-');
      const name = `${ASIDE}${time}-${randomUUID().slice(0, 4)}`;
      renameSync(this.path, path.join(this.folder, name));
      this.#modes.set(path.join(this.folder, name), 0o600);
      return name;
    } catch (error) {
      throw messages.unwritable(this.folder, error);
    }
  }

  /** Whether the file is as `expected`. Reads in one go with what follows it: nothing of this process comes between. */
  #holds(expected: FileBytes): boolean {
    return sameBytes(this.#readNow(), expected);
  }

  #readNow(): FileBytes {
    try {
      return readFileSync(this.path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) {
        return undefined;
      }
      throw error;
    }
  }

  /** Returns whether it is done; throws what can't be helped by waiting, and anything on the last attempt. */
  #tryRename(temporary: string, isLast: boolean): boolean {
    try {
      this.#rename(temporary, this.path);
      return true;
    } catch (error) {
      // Windows replaces no file that somebody is just reading. Over NFS a rename whose answer was lost is sent again, and
      // then finds nothing to rename.
      if (isLast || !hasCode(error, 'EPERM', 'EACCES', 'EBUSY', 'ENOENT')) {
        throw error;
      }
      return false;
    }
  }

  /** Writes a new file for the user alone, whatever the process's umask, and returns when it is on the disk. */
  async #writeDurably(file: string, bytes: Buffer): Promise<void> {
    const handle = await open(file, 'wx', 0o600);
    try {
      this.#modes.set(file, 0o600);
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    this.#modes.set(this.folder, 0o700);
    if (!this.#isTidy) {
      this.#isTidy = true;
      await this.#removeLeftovers();
    }
  }

  /** Deletes the files that were set aside, all of them or those that are older than 30 days. */
  async removeSetAside(age: 'any' | 'old'): Promise<void> {
    const found = (await readdir(this.folder).catch(() => [])).filter((name) => name.startsWith(ASIDE));
    for (const name of found) {
      if (age === 'any' || setAsideAt(name) < this.clock.now() - ASIDE_AGE) {
        await rm(path.join(this.folder, name), { force: true });
      }
    }
  }

  async #removeLeftovers(): Promise<void> {
    await this.removeSetAside('old');
    const names = (await readdir(this.folder)).filter((name) => name.startsWith(`${NAME}.`) && name.endsWith('.tmp'));
    for (const leftover of names.map((name) => path.join(this.folder, name))) {
      const found = await stat(leftover).catch(() => undefined);
      if (found && found.mtimeMs < this.clock.now() - LEFTOVER_AGE) {
        await rm(leftover, { force: true });
      }
    }
  }
}

/** When a file was set aside, by its name: its own times are those of when it was written. `NaN` if that is not told. */
function setAsideAt(name: string): number {
  const [, date = '', hours = '', minutes = '', seconds = ''] =
    /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)/.exec(name.slice(ASIDE.length)) ?? [];
  return Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`);
}

export function sameBytes(one: FileBytes, other: FileBytes): boolean {
  return one && other ? one.equals(other) : one === other;
}

/** Brings a rename to the disk. Where folders can't be opened, as on Windows, the system does it in its own time. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // The file is in its place all the same.
  }
}
