import { once } from './once.js';
import type { Disposable } from './ports.js';

/** A part of a window whose code is loaded when it is first needed. */
export class LazyPart<T extends Disposable> implements Disposable {
  #loaded: T | undefined;
  #isDisposed = false;

  /** @param make loads the code, and makes the part. Called once, and again only after it has failed. */
  constructor(private readonly make: () => Promise<T>) {}

  /** The part. Rejects if its code can't be loaded. */
  readonly load = once(async () => {
    const part = await this.make();
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

  /** Also disposes of a part that is still being loaded, as soon as it is there. */
  dispose(): void {
    this.#isDisposed = true;
    this.#loaded?.dispose();
  }
}
