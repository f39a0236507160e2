import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('lockProcess.ts', import.meta.url));

/** What a process is to do with a lock. After `take` it is about to find it stale, and continues when it is told to. */
export type LockTask =
  | { readonly kind: 'take'; readonly folder: string; readonly patience: number }
  | { readonly kind: 'count'; readonly folder: string; readonly file: string; readonly times: number }
  | { readonly kind: 'go' | 'confirm' | 'release' };

/** What it answers to each. */
export interface LockReport {
  readonly result: boolean;
}

/** A process that takes locks. */
export class LockProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  readonly #ready: Promise<boolean>;

  constructor() {
    this.#child = fork(SCRIPT, { execArgv: ['--import=tsx'], stdio: 'inherit' });
    this.#closed = new Promise((resolve) => this.#child.once('close', () => resolve()));
    this.#ready = this.#report();
  }

  /** Has it do something, and returns its answer. One at a time. */
  async perform(task: LockTask): Promise<boolean> {
    await this.#ready;
    const report = this.#report();
    this.#child.send(task);
    return report;
  }

  /** Takes a lock by itself; returns whether it has it. */
  async take(folder: string, patience: number): Promise<boolean> {
    await this.perform({ kind: 'take', folder, patience });
    return this.perform({ kind: 'go' });
  }

  /** Stops it like a machine that goes to sleep, or continues it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  #report(): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#child.once('message', ({ result }: LockReport) => resolve(result));
      void this.#closed.then(() => reject(new Error('The process has ended')));
    });
  }
}
