import { lstatSync, readdirSync, rmSync, statSync, type Stats } from 'node:fs';
import { lstat, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRecord } from '../core/record.js';
import { Secret } from '../core/secret.js';
import type { Environment } from '../core/ports.js';
import { isKey } from './key.js';

/** What the names of the folders begin with. The number of the process that created it and a random part follow. */
export const FOLDER_PREFIX = 'available-credentials-';

const STATE_FILE = 'broker.json';

/** The ports that a system assigns to programs. */
const FIRST_PORT = 1024;
const LAST_PORT = 65_535;

/** What a broker must find again after its window was reloaded, so that open terminals and their programs keep working. */
export interface BrokerState {
  /** Identifies the window, as far as that is possible: two windows may have the same. */
  readonly window: string;
  /** The process that the broker runs in. */
  readonly process: number;
  readonly port: number;
  /** From which the faces derive the credentials of their callers. */
  readonly key: Secret;
}

/**
 * The folder in which callers find their credentials (`PWB_SESSION_RUNTIME_DIR`): one for each window, private to its user.
 * It outlives the broker, without the credentials: a reloaded window finds its state there, and no other user can take
 * the name, which open terminals still have.
 */
export class RuntimeFolder {
  private constructor(readonly path: string) {}

  /**
   * Creates a folder.
   *
   * @param parent must exist; all users may write to it
   * @param former the folder of this broker when it last ran. Used again if it is this user's, or if the name is free
   */
  static async create(parent: string, former?: string): Promise<RuntimeFolder> {
    if (former !== undefined && (await isUsable(former))) {
      return new RuntimeFolder(former);
    }
    return new RuntimeFolder(await mkdtemp(path.join(parent, `${FOLDER_PREFIX}${process.pid}-`)));
  }

  /** @param files by name, their content */
  async writeFiles(files: Readonly<Record<string, Secret>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await this.#replace(path.join(this.path, name), content.reveal());
    }
  }

  writeState(state: BrokerState): Promise<void> {
    return this.#replace(path.join(this.path, STATE_FILE), JSON.stringify({ ...state, key: state.key.reveal() }));
  }

  /**
   * Removes all files but the state, unless the folder belongs to another user by now. Throws if that fails. Synchronous,
   * since the process may be about to end.
   */
  removeFiles(): void {
    const facts = lstatSync(this.path, { throwIfNoEntry: false });
    if (facts && isPrivateFolder(facts)) {
      readdirSync(this.path, { withFileTypes: true })
        .filter((entry) => entry.name !== STATE_FILE && !entry.isDirectory())
        .forEach(({ name }) => rmSync(path.join(this.path, name), { force: true }));
    }
  }

  /** Replaces a file as a whole, so that no client reads half of it. Rejects if the folder is gone or not this user's. */
  async #replace(file: string, content: string): Promise<void> {
    if (!isPrivateFolder(await lstat(this.path))) {
      throw new Error('The folder is not private to this user');
    }
    const partial = `${file}.partial`;
    await rm(partial, { force: true });
    await writeFile(partial, content, { mode: 0o600, flag: 'wx' });
    await rename(partial, file);
  }
}

/** Reads the state in a folder. `undefined` if it is missing or invalid, or if another user could have written it. */
export async function readState(folder: string): Promise<BrokerState | undefined> {
  try {
    if (!isPrivateFolder(await lstat(folder))) {
      return undefined;
    }
    const state: unknown = JSON.parse(await readFile(path.join(folder, STATE_FILE), 'utf8'));
    return isState(state) ? { ...state, key: new Secret(state.key) } : undefined;
  } catch {
    return undefined;
  }
}

/** The state as it is in the file. */
type StoredState = Omit<BrokerState, 'key'> & { readonly key: string };

function isState(value: unknown): value is StoredState {
  return (
    isRecord(value) &&
    typeof value['window'] === 'string' &&
    Number.isInteger(value['process']) &&
    isPort(value['port']) &&
    isKey(value['key'])
  );
}

function isPort(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= FIRST_PORT && value <= LAST_PORT;
}

/** Whether this is a folder that only this user can open. Creates it if there was nothing. */
async function isUsable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return true;
  } catch {
    // The name is taken, perhaps by another user, or can't be used.
    return lstat(folder).then(isPrivateFolder, () => false);
  }
}

/** Whether this is a folder that only this user can open. On Windows, which has no modes, the whole temporary folder is. */
function isPrivateFolder(facts: Stats): boolean {
  return facts.isDirectory() && (process.getuid === undefined || isPrivate(facts, process.getuid()));
}

function isPrivate({ uid, mode }: Stats, user: number): boolean {
  return uid === user && (mode & 0o077) === 0;
}

/**
 * Where to create runtime folders: in `XDG_RUNTIME_DIR`, where only this user can write, so that no other user can take a
 * name (XDG Base Directory Specification). Otherwise in the folder for temporary files.
 */
export function runtimeParent(environment: Environment, temporary: string): string {
  const folder = environment['XDG_RUNTIME_DIR'];
  if (folder === undefined || !path.isAbsolute(folder) || process.getuid === undefined) {
    return temporary;
  }
  try {
    const facts = statSync(folder);
    return facts.isDirectory() && isPrivate(facts, process.getuid()) ? folder : temporary;
  } catch {
    return temporary;
  }
}
