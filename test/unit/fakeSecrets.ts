import type { SecretStorage } from '../../src/core/ports.js';

/**
 * The secret storage of a browser, as code-server has it: each window knows what was there when it was loaded, sees nothing
 * of what others store, and when it stores something, writes all that it knows.
 */
export class BrowserSecrets {
  #stored: ReadonlyMap<string, string> = new Map();

  /** The secret storage of a window that is loaded now. */
  loadWindow(): FakeSecrets {
    return new FakeSecrets(this.#stored, (all) => (this.#stored = all));
  }

  /** As where it does not outlive a reload. */
  forget(): void {
    this.#stored = new Map();
  }
}

/** The secret storage of one window. */
export class FakeSecrets implements SecretStorage {
  readonly #known: Map<string, string>;
  /** How often something was asked for, and the values that were stored. */
  asked = 0;
  readonly stored: string[] = [];
  /** What asking and storing do instead, if this is set. */
  fault: ((value?: string) => PromiseLike<never>) | undefined;

  constructor(
    known: ReadonlyMap<string, string> = new Map(),
    private readonly save: (all: ReadonlyMap<string, string>) => void = () => undefined,
  ) {
    this.#known = new Map(known);
  }

  get(key: string): PromiseLike<string | undefined> {
    this.asked += 1;
    return this.fault?.() ?? Promise.resolve(this.#known.get(key));
  }

  store(key: string, value: string): PromiseLike<void> {
    if (this.fault) {
      return this.fault(value);
    }
    this.stored.push(value);
    this.#known.set(key, value);
    this.save(new Map(this.#known));
    return Promise.resolve();
  }

  delete(key: string): PromiseLike<void> {
    this.#known.delete(key);
    this.save(new Map(this.#known));
    return Promise.resolve();
  }
}
