/** Works that have to come to their end before the process does. */
export class PendingWork {
  readonly #works = new Set<Promise<unknown>>();

  /** Returns the work's own promise. */
  add<T>(work: Promise<T>): Promise<T> {
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    this.#works.add(ended);
    void ended.then(() => this.#works.delete(ended));
    return work;
  }

  /** Settles, and never rejects, when none is under way any more. */
  async settled(): Promise<void> {
    while (this.#works.size > 0) {
      await Promise.all(this.#works);
    }
  }
}
