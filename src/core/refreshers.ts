import type { Catalog } from './catalog.js';
import { Emitter } from './emitter.js';
import type { Disposable, Event } from './ports.js';
import { Refresher, type RefresherOptions } from './refresher.js';
import type { CredentialSource } from './source.js';

/**
 * One {@link Refresher} for each source of a catalog, as sources come and go: a source that fails or hangs slows down no
 * other. A source that reports a change is asked at once.
 */
export class Refreshers implements Disposable {
  readonly #refreshers = new Map<CredentialSource, { readonly refresher: Refresher; readonly owned: Disposable }>();
  readonly #news = new Emitter<void>();
  /** Fires when a source has come or gone, or has reported a change. */
  readonly onDidHear: Event<void> = this.#news.event;
  readonly #sourceChanges: Disposable;
  #isVisible = false;

  constructor(
    private readonly catalog: Catalog,
    private readonly options: Pick<RefresherOptions, 'clock' | 'interval'>,
  ) {
    this.#sourceChanges = catalog.onDidChangeSources(() => this.#follow());
    this.#follow();
  }

  get(source: CredentialSource): Refresher | undefined {
    return this.#refreshers.get(source)?.refresher;
  }

  /** Tells all, and those to come, whether the view is visible. */
  setVisible(visible: boolean): void {
    this.#isVisible = visible;
    this.#all.forEach((refresher) => refresher.setVisible(visible));
  }

  /** See {@link Refresher.refresh}: settles when all have. */
  async refresh(): Promise<void> {
    await Promise.all(this.#all.map((refresher) => refresher.refresh()));
  }

  /** See {@link Refresher.underWay}: settles when all have. */
  async underWay(): Promise<void> {
    await Promise.all(this.#all.map((refresher) => refresher.underWay()));
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
    this.#news.dispose();
  }

  get #all(): readonly Refresher[] {
    return [...this.#refreshers.values()].map(({ refresher }) => refresher);
  }

  #follow(): void {
    const { sources } = this.catalog;
    [...this.#refreshers.keys()].filter((each) => !sources.includes(each)).forEach((each) => this.#remove(each));
    sources.filter((each) => !this.#refreshers.has(each)).forEach((each) => this.#add(each));
    this.#news.fire();
  }

  #add(source: CredentialSource): void {
    const refresher = new Refresher({ ...this.options, ask: (signal) => this.catalog.refresh(source, signal) });
    const changes = source.onDidChange?.(() => {
      void refresher.refresh();
      this.#news.fire();
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
