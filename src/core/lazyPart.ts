import { once } from './once.js';
import type { Disposable } from './ports.js';

/** A part of a window whose code is loaded on first use. */
export class LazyPart<T extends Disposable> implements Disposable {
  #loaded: T | undefined;
  #isDisposed = false;

  /** @param create loads the code and creates the part. Called once; after a failure, called again on the next use. */
  constructor(private readonly create: () => Promise<T>) {}

  /** The part. Rejects if its code can't be loaded. */
  readonly load = once(async () => {
    const part = await this.create();
    if (this.#isDisposed) {
      part.dispose();
    } else {
      this.#loaded = part;
    }
    return part;
  });

  /** The part, if it has been loaded. */
  get loaded(): T | undefined {
    return this.#loaded;
  }

  /** A part that is still being loaded is disposed of as soon as it is ready. */
  dispose(): void {
    this.#isDisposed = true;
    this.#loaded?.dispose();
  }
}
