import type { Disposable, Event } from './ports.js';

/** Owns an {@link Event} and fires it. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    // A new wrapper each time, so that a listener that subscribes twice is called twice and can unsubscribe once.
    const entry = (value: T) => listener(value);
    this.#listeners.add(entry);
    return { dispose: () => this.#listeners.delete(entry) };
  };

  /** Calls the current listeners in the order in which they subscribed; those added meanwhile are not called. */
  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      listener(value);
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
