import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanUpAtExit } from './exitCleanup.js';

/** How long a group may take to end by itself, in milliseconds, before it is killed. */
const patience = 10_000;

export interface ProcessGroupOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Whether its output goes where this process's own goes; else it is kept in `output`. */
  shown?: boolean;
}

/** A command together with all processes that it starts, so that they can be ended together. */
export class ProcessGroup {
  /** What the command has written so far, both streams. */
  output = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<void>;
  private readonly endedAlready: () => void;

  constructor(command: string, args: readonly string[], { cwd, env, shown = false }: ProcessGroupOptions) {
    const output = shown ? 'inherit' : 'pipe';
    this.child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.closed = new Promise((resolve) => this.child.once('close', () => resolve()));
    this.child.on('error', (error) => (this.output += error.message));
    this.endedAlready = cleanUpAtExit(() => this.signal('SIGKILL'));
  }

  /** Whether the command itself still runs. */
  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /**
   * Waits until the command has ended and all its output has been read.
   *
   * @returns its exit code, null when a signal ended it or it could not be started.
   */
  async exit(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }

  /** Ends every process of the group, and returns when there is none. May be called again, also after it has ended by itself. */
  async end(): Promise<void> {
    const deadline = Date.now() + patience;
    this.signal('SIGTERM');
    while (this.signal(0) && Date.now() < deadline) {
      await delay(20);
    }
    this.signal('SIGKILL');
    await this.exit();
    this.endedAlready();
  }

  /** @returns whether there was a process to signal. */
  private signal(signal: NodeJS.Signals | 0): boolean {
    if (this.child.pid === undefined) {
      return false;
    }
    try {
      return process.kill(-this.child.pid, signal);
    } catch {
      return false;
    }
  }
}
