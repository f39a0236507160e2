import { chmodSync } from 'node:fs';
import { errorChain } from '../core/errors.js';
import type { Logger } from '../core/ports.js';

export type Chmod = (path: string, mode: number) => void;

/**
 * Restricts files and folders to the user, whatever the process's umask. Some file systems have no modes and refuse to change
 * them, for example network shares and mounted folders of containers. That is logged once and fails nothing: the content of the
 * vault is encrypted, and locks have none.
 */
export class FileModes {
  #isRefusalLogged = false;

  constructor(
    private readonly log: Logger,
    private readonly chmod: Chmod = chmodSync,
  ) {}

  set(path: string, mode: number): void {
    try {
      this.chmod(path, mode);
    } catch (error) {
      if (!this.#isRefusalLogged) {
        this.#isRefusalLogged = true;
        this.log.warn(`vault: the file system does not restrict who may read encrypted files: ${errorChain(error)}`);
      }
    }
  }
}
