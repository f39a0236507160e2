import { lstat, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { lstatSync, rmSync, type Stats } from 'node:fs';
import path from 'node:path';
import { COOKIE_FILE } from '../workbench/cookie.js';

const PREFIX = 'available-credentials-';

/** The folders of brokers, by the process that they belong to. */
const NAME = /^available-credentials-(\d+)-\w+$/;

/**
 * The folder in which clients look for the cookie (`PWB_SESSION_RUNTIME_DIR`): one for each window, which nobody but its
 * user can look into, and gone with the window.
 */
export class RuntimeFolder {
  private constructor(readonly path: string) {}

  /**
   * Makes a folder of this process.
   *
   * @param parent must exist; all users may write to it
   * @param former what such a folder was called before, to be called so again if that name is free
   */
  static async create(parent: string, former?: string): Promise<RuntimeFolder> {
    if (former !== undefined) {
      try {
        await mkdir(former, { mode: 0o700 });
        return new RuntimeFolder(former);
      } catch {
        // Somebody has that name, who need not be a friend.
      }
    }
    return new RuntimeFolder(await mkdtemp(path.join(parent, `${PREFIX}${process.pid}-`)));
  }

  /** Replaces the cookie as a whole, so that nobody reads a half. Rejects if the folder is gone, or somebody else's by now. */
  async write(cookie: string): Promise<void> {
    if (!isOwn(await lstat(this.path))) {
      throw new Error('The folder is another user’s');
    }
    const file = path.join(this.path, COOKIE_FILE);
    const partial = `${file}.partial`;
    await rm(partial, { force: true });
    await writeFile(partial, cookie, { mode: 0o600, flag: 'wx' });
    await rename(partial, file);
  }

  /** Removes the folder, unless it is somebody else's by now. Throws if it can't. Not a promise: the process may be about to end. */
  remove(): void {
    const facts = lstatSync(this.path, { throwIfNoEntry: false });
    if (facts && isOwn(facts)) {
      rmSync(this.path, { recursive: true, force: true });
    }
  }
}

/** Removes what brokers have left behind whose processes are gone. What is not this user's, or no folder, stays. */
export async function removeStale(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (Number.isNaN(pid) || pid === process.pid || isProcess(pid)) {
      continue;
    }
    const folder = path.join(parent, name);
    if (await isOwnFolder(folder)) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Another window may have removed it by now. */
async function isOwnFolder(path: string): Promise<boolean> {
  try {
    const facts = await lstat(path);
    return facts.isDirectory() && isOwn(facts);
  } catch {
    return false;
  }
}

/** On Windows, where users have no number, all of the temporary folder is theirs. */
function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It may be another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
