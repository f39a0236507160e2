import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../core/systemErrors.js';
import * as messages from './messages.js';
import { assertName, type SecretStore } from './secretStore.js';

/** Files for secrets that only the user can read, one for each. */
export class KeyFiles implements SecretStore {
  readonly place: string;

  /** @param ending of their names */
  constructor(
    private readonly folder: string,
    private readonly ending = '.key',
  ) {
    this.place = messages.keyFile(folder);
  }

  async areThere(): Promise<boolean> {
    return this.#inFolder(async () => {
      const names = await readdir(this.folder).catch((error: unknown) => noneIfMissing(error));
      return names?.some((name) => name.endsWith(this.ending)) ?? false;
    });
  }

  get(name: string): Promise<string | undefined> {
    return this.#inFolder(() => readFile(this.#fileOf(name), 'utf8').catch((error: unknown) => noneIfMissing(error)));
  }

  store(name: string, value: string): Promise<void> {
    const file = this.#fileOf(name);
    return this.#inFolder(async () => {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      // The folder may have been there before. Some file systems have no modes.
      await chmod(this.folder, 0o700).catch(() => undefined);
      const temporary = `${file}.${randomUUID()}.tmp`;
      try {
        const handle = await open(temporary, 'wx', 0o600);
        try {
          await handle.writeFile(value);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, file);
      } finally {
        await rm(temporary, { force: true });
      }
    });
  }

  delete(name: string): Promise<void> {
    return this.#inFolder(() => rm(this.#fileOf(name), { force: true }));
  }

  #fileOf(name: string): string {
    assertName(name);
    return path.join(this.folder, `${name}${this.ending}`);
  }

  async #inFolder<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw messages.fileFailed(this.folder, error);
    }
  }
}

function noneIfMissing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) {
    throw error;
  }
  return undefined;
}
