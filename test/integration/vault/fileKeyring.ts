import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { SecretStorage } from '../../../src/core/ports.js';

/** A keyring in a file, which all processes of a desktop share. */
export class FileKeyring implements SecretStorage {
  constructor(private readonly file: string) {}

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#all()[key]);
  }

  store(key: string, value: string): Promise<void> {
    this.#write({ ...this.#all(), [key]: value });
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.#write(Object.fromEntries(Object.entries(this.#all()).filter(([name]) => name !== key)));
    return Promise.resolve();
  }

  #write(all: Readonly<Record<string, string>>): void {
    writeFileSync(`${this.file}.${process.pid}`, JSON.stringify(all));
    renameSync(`${this.file}.${process.pid}`, this.file);
  }

  #all(): Readonly<Record<string, string>> {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, string>;
    } catch {
      return {};
    }
  }
}
