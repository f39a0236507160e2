/** Work that must finish before the process ends. */
export class PendingWork {
  readonly #pending = new Set<Promise<unknown>>();

  /** Returns `work` itself. */
  add<T>(work: Promise<T>): Promise<T> {
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    this.#pending.add(ended);
    void ended.then(() => this.#pending.delete(ended));
    return work;
  }

  /** Resolves when no work is pending. Never rejects. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) {
      await Promise.all(this.#pending);
    }
  }
}
