import type { Catalog } from './catalog.js';
import { Emitter } from './emitter.js';
import type { Disposable, Event } from './ports.js';
import { Refresher, type RefresherOptions } from './refresher.js';
import type { CredentialSource } from './source.js';

/**
 * One {@link Refresher} for each source of a catalog, also as sources are added and removed, so that a source that fails
 * or hangs does not delay the others. A source that reports a change is refreshed immediately.
 */
export class Refreshers implements Disposable {
  readonly #refreshers = new Map<CredentialSource, { readonly refresher: Refresher; readonly owned: Disposable }>();
  readonly #changed = new Emitter<void>();
  /** Fires when a source has been added or removed, or has reported a change. */
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly #sourceChanges: Disposable;
  #isVisible = false;

  constructor(
    private readonly catalog: Catalog,
    private readonly options: Pick<RefresherOptions, 'clock' | 'interval'>,
  ) {
    this.#sourceChanges = catalog.onDidChangeSources(() => this.#update());
    this.#update();
  }

  get(source: CredentialSource): Refresher | undefined {
    return this.#refreshers.get(source)?.refresher;
  }

  /** Applies to all current and future refreshers. */
  setVisible(visible: boolean): void {
    this.#isVisible = visible;
    this.#all.forEach((refresher) => refresher.setVisible(visible));
  }

  /** See {@link Refresher.refresh}; resolves when all have. */
  async refresh(): Promise<void> {
    await Promise.all(this.#all.map((refresher) => refresher.refresh()));
  }

  /** See {@link Refresher.settled}; resolves when all have. */
  async settled(): Promise<void> {
    await Promise.all(this.#all.map((refresher) => refresher.settled()));
  }

  lookNow(): void {
    this.#all.forEach((refresher) => refresher.lookNow());
  }

  intervalChanged(): void {
    this.#all.forEach((refresher) => refresher.intervalChanged());
  }

  dispose(): void {
    this.#sourceChanges.dispose();
    [...this.#refreshers.keys()].forEach((source) => this.#remove(source));
    this.#changed.dispose();
  }

  get #all(): readonly Refresher[] {
    return [...this.#refreshers.values()].map(({ refresher }) => refresher);
  }

  /** Adds and removes refreshers to match the catalog's sources. */
  #update(): void {
    const { sources } = this.catalog;
    [...this.#refreshers.keys()].filter((each) => !sources.includes(each)).forEach((each) => this.#remove(each));
    sources.filter((each) => !this.#refreshers.has(each)).forEach((each) => this.#add(each));
    this.#changed.fire();
  }

  #add(source: CredentialSource): void {
    const refresher = new Refresher({ ...this.options, ask: (signal) => this.catalog.refresh(source, signal) });
    const changes = source.onDidChange?.(() => {
      void refresher.refresh();
      this.#changed.fire();
    });
    const dispose = () => {
      changes?.dispose();
      refresher.dispose();
    };
    this.#refreshers.set(source, { refresher, owned: { dispose } });
    refresher.setVisible(this.#isVisible);
  }

  #remove(source: CredentialSource): void {
    this.#refreshers.get(source)?.owned.dispose();
    this.#refreshers.delete(source);
  }
}
