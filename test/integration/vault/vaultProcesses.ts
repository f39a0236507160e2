import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('vaultProcess.ts', import.meta.url));

/** What a window in a process of its own is to do. */
export type Task =
  | { readonly kind: 'write'; readonly id: string; readonly times: number }
  | { readonly kind: 'refresh'; readonly id: string; readonly ledger: string }
  | { readonly kind: 'hold' | 'holdFile'; readonly id: string };

/** A window in a process of its own. */
export class VaultProcess {
  readonly #child: ChildProcess;
  readonly #said = new Set<unknown>();
  readonly #closed: Promise<void>;

  /**
   * @param folder the vault's.
   * @param keyring a file that holds the secrets of all these processes.
   */
  constructor(folder: string, keyring: string) {
    this.#child = fork(SCRIPT, [folder, keyring], { execArgv: ['--import=tsx'], stdio: 'inherit' });
    this.#child.on('message', (message) => this.#said.add(message));
    this.#closed = new Promise((resolve) => this.#child.once('close', () => resolve()));
  }

  /** Waits until it has said that it is ready, has done its task, or holds a lock. */
  async said(what: 'ready' | 'done' | 'held'): Promise<void> {
    while (!this.#said.has(what)) {
      const hasEnded = await Promise.race([
        new Promise<false>((resolve) => this.#child.once('message', () => resolve(false))),
        this.#closed.then(() => true),
      ]);
      if (hasEnded && !this.#said.has(what)) {
        throw new Error(`A process ended before it was ${what}`);
      }
    }
  }

  perform(task: Task): void {
    this.#child.send(task);
  }

  /** Ends it as a crash does. Returns when it is gone; may be called again. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}
