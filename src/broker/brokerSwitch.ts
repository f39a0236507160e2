import { Emitter } from '../core/emitter.js';
import { errorChain } from '../core/errors.js';
import { once } from '../core/once.js';
import type { Disposable, Event, Logger } from '../core/ports.js';
import type { Broker } from './broker.js';

/** A broker whose code is loaded when it is first wanted: most windows have nothing to serve. */
export class BrokerSwitch implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly #load: () => Promise<Broker>;
  #broker: Broker | undefined;
  #couldNotLoad = false;
  #isDisposed = false;

  /**
   * @param isWanted whether there is anybody to be answered: read at {@link check}
   * @param load loads and makes the broker, which has not started yet
   */
  constructor(
    private readonly isWanted: () => boolean,
    load: () => Promise<Broker>,
    private readonly log: Logger,
  ) {
    this.#load = once(load);
  }

  /** Where it listens, while it does. */
  get url(): string | undefined {
    return this.#broker?.url;
  }

  /** Whether it is wanted, and could not start. The log has the cause. */
  get hasFailed(): boolean {
    return this.#couldNotLoad || (this.#broker?.hasFailed ?? false);
  }

  /** Whether it is wanted, and the window may not answer. */
  get isWithheld(): boolean {
    return this.#broker?.isWithheld ?? false;
  }

  /** Starts or stops the broker, as is wanted now. Settles, and never rejects, when that is done. */
  async check(): Promise<void> {
    if (this.#isDisposed || (!this.#broker && !this.isWanted())) {
      return;
    }
    try {
      const broker = await this.#load();
      this.#couldNotLoad = false;
      this.#take(broker);
    } catch (error) {
      this.#couldNotLoad = true;
      this.log.error(`broker: could not be loaded: ${errorChain(error)}`);
      return;
    }
    await this.#broker?.check();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#broker?.dispose();
    this.#changed.dispose();
  }

  #take(broker: Broker): void {
    if (this.#broker) {
      return;
    }
    if (this.#isDisposed) {
      broker.dispose();
      return;
    }
    this.#broker = broker;
    broker.onDidChange(() => this.#changed.fire());
  }
}
