import type { Memento } from '../../src/core/ports.js';

/** Keeps what it is given as a store does: as JSON, so that nothing of it is shared. */
export class FakeMemory implements Memento {
  readonly #entries = new Map<string, string>();

  get(key: string): unknown {
    const text = this.#entries.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  }

  update(key: string, value: unknown): Promise<void> {
    this.#entries.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}
