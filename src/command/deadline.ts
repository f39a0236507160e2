import type { CredentialError } from '../core/errors.js';
import type { Disposable } from '../core/ports.js';

/** When all answers that a command needs have to be there. It keeps the process alive until it is disposed of. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #end: number;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param seconds from now
   * @param failure what {@link signal} is then aborted with
   */
  constructor(seconds: number, failure: (seconds: number) => CredentialError) {
    this.#end = performance.now() + seconds * 1_000;
    this.#timer = setTimeout(() => this.#controller.abort(failure(seconds)), seconds * 1_000);
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds from now; none or fewer once the time is over. */
  get left(): number {
    return this.#end - performance.now();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
