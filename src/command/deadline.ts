import type { CredentialError } from '../core/errors.js';
import type { Disposable } from '../core/ports.js';
import { now } from './clock.js';

/** The time limit for all answers that a command needs. Keeps the process alive until it is disposed of. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #end: number;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param seconds from now
   * @param failure creates the reason with which {@link signal} is then aborted
   */
  constructor(seconds: number, failure: (seconds: number) => CredentialError) {
    this.#end = now() + seconds * 1_000;
    this.#timer = setTimeout(() => this.#controller.abort(failure(seconds)), seconds * 1_000);
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds that are left; zero or negative once the time is over. */
  get left(): number {
    return this.#end - now();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
