import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock, Logger } from '../core/ports.js';
import { hasCode } from '../core/systemErrors.js';
import { pause } from '../core/pause.js';
import { type Chmod, FileModes } from './fileModes.js';
import * as messages from './messages.js';

/** The name of the vault's file. */
export const VAULT_FILE = 'vault.json';

/** What the names of files that were set aside contain, followed by the time. */
const ASIDE = '.unreadable-';

/** The folder for locks, beside the file. */
export const LOCKS = 'locks';

/** How often a read is attempted if an NFS server reports a stale file handle. */
const READ_ATTEMPTS = 3;

/**
 * Milliseconds between attempts to rename while another process has the file open: initial, longest and total wait. On
 * Windows, a virus scanner, an indexer or a folder synchroniser may have the file open for seconds.
 */
const FIRST_WAIT = 20;
const LONGEST_WAIT = 500;
const RENAME_PATIENCE = process.platform === 'win32' ? 10_000 : 200;

/** Replaces a file with another, or throws. */
export type Rename = (from: string, to: string) => void;

/** Functions of the file system; the real ones if not given. */
export interface FileFunctions {
  readonly rename?: Rename;
  /** Milliseconds for which a rename is tried. */
  readonly patience?: number;
  readonly chmod?: Chmod | undefined;
}

/** Age in milliseconds at which a temporary file is deleted: its process must have crashed. */
const LEFTOVER_AGE = 60_000;

/** Milliseconds for which a file that was set aside is kept. It may still contain secrets. */
const ASIDE_AGE = 30 * 24 * 3_600_000;

/** The content of the file; `undefined` if there is no file. */
export type FileBytes = Buffer | undefined;

/**
 * A small file that is replaced as a whole: readers see either the old or the new content, even after a crash. Only the
 * user can access the file and its folder. Throws `CredentialError` if it can't be read or written.
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
    private readonly name = VAULT_FILE,
  ) {
    this.path = path.join(folder, name);
    this.#modes = new FileModes(log, chmod);
    this.#rename = rename;
    this.#renamePatience = patience;
  }

  /**
   * Reads the file. Opens it each time instead of comparing size and time: NFS asks its server only when a file is opened,
   * and two quick writes may leave the same size and time.
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
   * Replaces the content `expected` with `next`. Returns `false` without changing anything if the content is no longer
   * `expected`. Call it with the lock held; the comparison protects another window's write if the lock was lost.
   */
  async replace(expected: FileBytes, next: Buffer): Promise<boolean> {
    const temporary = `${this.path}.${randomUUID()}.tmp`;
    try {
      await this.#prepare();
      await this.#writeDurably(temporary, next);
      for (let [wait, waited] = [FIRST_WAIT, 0]; !this.#isStill(next); wait = Math.min(wait * 2, LONGEST_WAIT)) {
        if (!this.#isStill(expected)) {
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
   * Renames the file, so that it is neither read nor overwritten. It is deleted after 30 days. Returns the new name, or
   * `undefined` if the content is no longer `expected`. Call it with the lock held.
   */
  setAside(expected: FileBytes): string | undefined {
    try {
      if (!this.#isStill(expected)) {
        return undefined;
      }
      const time = new Date(this.clock.now()).toISOString().replaceAll(':', '-');
      const name = `${this.name}${ASIDE}${time}-${randomUUID().slice(0, 4)}`;
      renameSync(this.path, path.join(this.folder, name));
      this.#modes.set(path.join(this.folder, name), 0o600);
      return name;
    } catch (error) {
      throw messages.unwritable(this.folder, error);
    }
  }

  /** Whether the content is `expected`. Synchronous, so that nothing in this process runs between check and rename. */
  #isStill(expected: FileBytes): boolean {
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

  /** Returns whether it succeeded. Throws if retrying can't help, or on the last attempt. */
  #tryRename(temporary: string, isLast: boolean): boolean {
    try {
      this.#rename(temporary, this.path);
      return true;
    } catch (error) {
      // Windows can't replace a file that is being read. NFS repeats a rename whose response was lost, and then the source
      // no longer exists.
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

  /** Deletes the files that were set aside: all of them, or those older than 30 days. */
  async removeSetAside(age: 'any' | 'old'): Promise<void> {
    const aside = `${this.name}${ASIDE}`;
    const found = (await readdir(this.folder).catch(() => [])).filter((name) => name.startsWith(aside));
    for (const name of found) {
      if (age === 'any' || setAsideAt(name.slice(aside.length)) < this.clock.now() - ASIDE_AGE) {
        await rm(path.join(this.folder, name), { force: true });
      }
    }
  }

  async #removeLeftovers(): Promise<void> {
    await this.removeSetAside('old');
    const names = (await readdir(this.folder)).filter(
      (name) => name.startsWith(`${this.name}.`) && name.endsWith('.tmp'),
    );
    for (const leftover of names.map((name) => path.join(this.folder, name))) {
      const found = await stat(leftover).catch(() => undefined);
      if (found && found.mtimeMs < this.clock.now() - LEFTOVER_AGE) {
        await rm(leftover, { force: true });
      }
    }
  }
}

/** When a file was set aside, according to its name: its modification time is that of the last write. `NaN` if unknown. @param time the end of its name */
function setAsideAt(time: string): number {
  const [, date = '', hours = '', minutes = '', seconds = ''] =
    /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)/.exec(time) ?? [];
  return Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`);
}

export function sameBytes(one: FileBytes, other: FileBytes): boolean {
  return one && other ? one.equals(other) : one === other;
}

/** Flushes a rename to the disk. Folders can't be opened on Windows, where the system does this by itself later. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The file has been replaced in any case.
  }
}
