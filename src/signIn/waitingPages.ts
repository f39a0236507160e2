import type { Browser } from '../core/ports.js';
import type { ShowAgain } from './methods/method.js';

/** The pages of sign-ins that are waiting, which can be shown again. */
export class WaitingPages {
  readonly #pages = new Map<string, ShowAgain>();

  /**
   * Runs a sign-in, and forgets its page when it has ended. Returns or throws what the sign-in does.
   *
   * @param id the Integration ID
   * @param signIn gets a function to call with what shows its page again, once there is one
   */
  async during<T>(id: string, signIn: (onPage: (showAgain: ShowAgain) => void) => Promise<T>): Promise<T> {
    try {
      return await signIn((showAgain) => this.#pages.set(id, showAgain));
    } finally {
      this.#pages.delete(id);
    }
  }

  /** Shows a page again, with this browser. Resolves with whether there is one; rejects if it can't be opened. */
  async showAgain(id: string, browser: Browser): Promise<boolean> {
    const showAgain = this.#pages.get(id);
    await showAgain?.(browser);
    return showAgain !== undefined;
  }
}
