import { Emitter } from '../core/emitter.js';
import { errorChain } from '../core/errors.js';
import { once } from '../core/once.js';
import type { Disposable, Event, Logger } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import type { Broker } from './broker.js';
import type { SecretVariables, Viewer } from './face.js';

/** A broker whose code is loaded when there is first something to serve, which most windows never have. */
export class BrokerSwitch implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly #load: () => Promise<Broker>;
  #broker: Broker | undefined;
  #couldNotLoad = false;
  #isDisposed = false;

  /**
   * @param isWanted whether there is something to serve: read at {@link check}
   * @param load loads and creates the broker, without starting it
   */
  constructor(
    private readonly isWanted: () => boolean,
    load: () => Promise<Broker>,
    private readonly log: Logger,
  ) {
    this.#load = once(load);
  }

  /** The base URL, while it listens. */
  get url(): string | undefined {
    return this.#broker?.url;
  }

  /** See {@link Broker.requestedVariables}. */
  requestedVariables(name: string): SecretVariables | undefined {
    return this.#broker?.requestedVariables(name);
  }

  /** See {@link Broker.writeFile}. */
  async writeFile(name: string, content: Secret): Promise<string | undefined> {
    return this.#broker?.writeFile(name, content);
  }

  /** See {@link Broker.viewerHeaders}. */
  viewerHeaders(viewer: Viewer): Readonly<Record<string, Secret>> | undefined {
    return this.#broker?.viewerHeaders(viewer);
  }

  /** Whether it is wanted, but could not start. The cause is in the log. */
  get hasFailed(): boolean {
    return this.#couldNotLoad || (this.#broker?.hasFailed ?? false);
  }

  /** Whether it is wanted, but the window may not answer. */
  get isWithheld(): boolean {
    return this.#broker?.isWithheld ?? false;
  }

  /** Starts or stops the broker, as is wanted now. Settles when that is done; never rejects. */
  async check(): Promise<void> {
    if (this.#isDisposed || (!this.#broker && !this.isWanted())) {
      return;
    }
    try {
      const broker = await this.#load();
      this.#couldNotLoad = false;
      this.#use(broker);
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

  #use(broker: Broker): void {
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
