import { Emitter } from '../core/emitter.js';
import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Event, Logger } from '../core/ports.js';
import { revealed, type Secret } from '../core/secret.js';
import { BrokerFiles } from './brokerFiles.js';
import type { Address, Face, FaceFactory, SecretVariables, Viewer } from './face.js';
import { type FormerPlace, formerPlaces, removeStale } from './leftovers.js';
import { listen, type Listening, prepareFolder } from './listening.js';
import type { BrokerState, RuntimeFolder } from './runtimeFolder.js';
import type { BrokerServer } from './server.js';

/** By name, the variables that lead the code in terminals to the broker. */
export type Variables = Readonly<Record<string, string>>;

export interface BrokerOptions {
  /** Whether there is something to serve: read at {@link Broker.check}. */
  readonly isWanted: () => boolean;
  /** Whether the window may answer: read at {@link Broker.check}, too. */
  readonly isAllowed: () => boolean;
  /** The protocols that it speaks, at least one. */
  readonly faces: readonly FaceFactory[];
  /** Puts the variables into the environment of terminals; `undefined` removes them. */
  readonly advertise: (variables: Variables | undefined) => void;
  /** The names of sets of {@link Face.requestedVariables} that all terminals get: read at {@link Broker.check}. */
  readonly requestedForAll?: () => readonly string[];
  /** Called when another program has the port of a former time: programs that know that port are not answered any more. */
  readonly onLostPort: () => void;
  /** Where to create the runtime folder now: all users may write to it. */
  readonly parentFolder: () => string;
  /** Identifies the window across reloads, as far as that is possible. */
  readonly window: string;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Running {
  readonly server: BrokerServer;
  readonly faces: readonly Face[];
  readonly files: BrokerFiles;
}

/**
 * A server for the code in this window's terminals. It runs while there is something to serve, and is advertised only once
 * it listens.
 */
export class Broker implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #running: Running | undefined;
  /** Where it ran before in this process. */
  #former: FormerPlace | undefined;
  #work: Promise<void> = Promise.resolve();
  /** Settles when the files of the broker before are written that were being written last. */
  #written: Promise<void> = Promise.resolve();
  /** The sets that all terminals got last. */
  #advertised: readonly string[] = [];
  #isDisposed = false;
  #hasFailed = false;
  #isWithheld = false;

  constructor(private readonly options: BrokerOptions) {}

  /** The base URL, while it listens. */
  get url(): string | undefined {
    return this.#running?.server.url;
  }

  /** A set of {@link Face.requestedVariables} by its name; `undefined` while the broker does not run. */
  requestedVariables(name: string): SecretVariables | undefined {
    const running = this.#running;
    if (!running) {
      return undefined;
    }
    const address = addressOf(running);
    // A caller may send any name, also one that every object inherits, such as `constructor`.
    return running.faces
      .map((face) => face.requestedVariables?.(address) ?? {})
      .find((sets) => Object.hasOwn(sets, name))?.[name];
  }

  /**
   * Writes a file that only this user can read, and that is removed when the broker stops. Returns its path; `undefined` while
   * the broker does not run. Rejects with Node's error.
   */
  async writeFile(name: string, content: Secret): Promise<string | undefined> {
    return this.#running?.files.add(name, content);
  }

  /** The headers by which content learns who looks at it; `undefined` while the broker does not run. */
  viewerHeaders(viewer: Viewer): Readonly<Record<string, Secret>> | undefined {
    return this.#running?.faces.map((face) => face.viewerHeaders?.(viewer)).find((each) => each !== undefined);
  }

  /** Whether it is wanted, but could not start. The cause is in the log. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Whether it is wanted, but the window may not answer. */
  get isWithheld(): boolean {
    return this.#isWithheld;
  }

  /** Starts or stops, as is wanted now. Settles when that is done; never rejects. */
  check(): Promise<void> {
    this.#work = this.#work
      .then(() => this.#adjust())
      .catch((error: unknown) => {
        this.#hasFailed = true;
        this.options.log.error(`broker: could not start: ${errorChain(error)}`);
      });
    return this.#work;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stop();
    this.#changed.dispose();
  }

  async #adjust(): Promise<void> {
    const isWanted = !this.#isDisposed && this.options.isWanted();
    const isAllowed = this.options.isAllowed();
    this.#hasFailed = false;
    this.#setWithheld(isWanted && !isAllowed);
    if (isWanted && isAllowed && !this.#running) {
      await this.#start();
    } else if (!isWanted || !isAllowed) {
      this.#stop();
    } else if (this.#running && String(this.#requestedForAll) !== String(this.#advertised)) {
      this.#advertise(this.#running);
      this.#changed.fire();
    }
  }

  #setWithheld(isWithheld: boolean): void {
    if (isWithheld !== this.#isWithheld) {
      this.#isWithheld = isWithheld;
      this.#changed.fire();
    }
  }

  async #start(): Promise<void> {
    await this.#written;
    const parent = this.options.parentFolder();
    const { faces, log, window } = this.options;
    const places = this.#former ? [this.#former] : await formerPlaces(parent, window);
    const listening = await listen(faces, places, log);
    const { port, key } = listening.place;
    const state = { window, process: process.pid, port, key };
    let folder: RuntimeFolder;
    try {
      folder = await prepareFolder(parent, listening, state);
    } catch (error) {
      listening.server.close();
      throw error;
    }
    this.#started(listening, folder, state);
    if (listening.hasLostPort) {
      this.options.onLostPort();
    }
    if (this.#running) {
      await removeStale(parent, folder).catch((error: unknown) => {
        this.options.log.warn(`broker: folders of closed windows could not be removed: ${errorChain(error)}`);
      });
    }
  }

  #started({ server, faces }: Listening, folder: RuntimeFolder, state: BrokerState): void {
    const files = new BrokerFiles({
      ...{ faces, folder, state },
      onFolderGone: () => {
        this.#stop();
        void this.check();
      },
      ...{ clock: this.options.clock, log: this.options.log },
    });
    if (this.#isDisposed) {
      server.close();
      files.dispose();
      return;
    }
    this.#running = { server, faces, files };
    this.#former = { port: state.port, key: state.key, folder: folder.path, isInUse: false };
    this.#advertise(this.#running);
    this.options.log.info(`broker: listens at ${server.url}`);
    this.#changed.fire();
  }

  #advertise(running: Running): void {
    const requested = this.#requestedForAll;
    const address = addressOf(running);
    const variables = Object.assign({}, ...running.faces.map((face) => face.variables(address))) as Variables;
    const sets = requested.map((name) => revealed(this.requestedVariables(name) ?? {}));
    this.#advertised = requested;
    this.options.advertise(Object.assign({}, variables, ...sets) as Variables);
  }

  get #requestedForAll(): readonly string[] {
    return this.options.requestedForAll?.() ?? [];
  }

  #stop(): void {
    if (!this.#running) {
      return;
    }
    const { server, files } = this.#running;
    this.#running = undefined;
    this.#written = files.settled();
    this.options.advertise(undefined);
    server.close();
    files.dispose();
    this.options.log.info('broker: stopped');
    this.#changed.fire();
  }
}

function addressOf({ server, files }: Running): Address {
  return { url: server.url, folder: files.folder };
}
