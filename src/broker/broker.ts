import { Emitter } from '../core/emitter.js';
import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Event, Logger } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import type { BROKER_VARIABLES } from '../workbench/session.js';
import { BrokerCookies, newCookieKey } from './cookie.js';
import { type FormerPlace, formerPlaces, removeStale } from './leftovers.js';
import { RuntimeFolder } from './runtimeFolder.js';
import { BrokerServer, type BrokerServerOptions } from './server.js';

/** Milliseconds between two times when the cookie is written, and renewed if it is time for that. */
const COOKIE_CHECK_INTERVAL = 15 * 60_000;

/** By variable, what leads code to the server that answers it. */
export type Variables = Readonly<Record<(typeof BROKER_VARIABLES)[number], string>>;

export interface BrokerOptions {
  /** Whether there is anybody to be answered: read at {@link Broker.check}. */
  readonly isWanted: () => boolean;
  /** Whether the window may answer: read at {@link Broker.check}, too. */
  readonly isAllowed: () => boolean;
  readonly answer: BrokerServerOptions['answer'];
  /** Puts the variables into the environment of terminals; `undefined` takes them away. */
  readonly advertise: (variables: Variables | undefined) => void;
  /** Where the folder with the cookie is made, now: all users may write to it. */
  readonly parentFolder: () => string;
  /** Identifies the window across reloads, as far as that is possible. */
  readonly window: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where a broker runs: without a folder, it is to be made. */
type Place = Pick<FormerPlace, 'port' | 'key'> & { readonly folder: string | undefined };

/** What there is of a broker while it runs. */
interface Running {
  readonly server: BrokerServer;
  readonly folder: RuntimeFolder;
  readonly timer: Disposable;
}

/**
 * A server for the code in this window's terminals, which speaks the protocol of a Workbench session. It runs while there
 * is something to serve, and is made known only once it listens.
 */
export class Broker implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #running: Running | undefined;
  /** Where it ran before in this process. */
  #former: FormerPlace | undefined;
  #work: Promise<void> = Promise.resolve();
  /** Settles when the cookie is written that was being written last. */
  #written: Promise<void> = Promise.resolve();
  #isDisposed = false;
  #hasFailed = false;
  #isWithheld = false;

  constructor(private readonly options: BrokerOptions) {}

  /** Where it listens, while it does. */
  get url(): string | undefined {
    return this.#running?.server.url;
  }

  /** Whether it is wanted, and could not start. The log has the cause. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Whether it is wanted, and the window may not answer. */
  get isWithheld(): boolean {
    return this.#isWithheld;
  }

  /** Starts or stops, as is wanted now. Settles, and never rejects, when that is done. */
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
    const { server, cookies, place } = await this.#listen(parent);
    let folder: RuntimeFolder;
    try {
      folder = await this.#prepareFolder(parent, place, cookies);
    } catch (error) {
      server.close();
      throw error;
    }
    this.#started(server, folder, cookies, place);
    if (this.#running) {
      await removeStale(parent, folder).catch((error: unknown) => {
        this.options.log.warn(`broker: leftovers of other windows could not be removed: ${errorChain(error)}`);
      });
    }
  }

  /**
   * Listens where it did before, if that port is free, so that open terminals and their programs keep working. Elsewhere no
   * cookie of before is valid: the program that has the port by now, perhaps another user's, may have been sent one.
   */
  async #listen(
    parent: string,
  ): Promise<{ readonly server: BrokerServer; readonly cookies: BrokerCookies; readonly place: Place }> {
    const { answer, clock, log, window } = this.options;
    const listen = async (key: Secret, port?: number) => {
      const cookies = new BrokerCookies(clock, key);
      const server = await BrokerServer.listen(
        { answer, isCookieValid: (cookie) => cookies.isValid(cookie), log },
        port,
      );
      return { server, cookies };
    };
    for (const former of this.#former ? [this.#former] : await formerPlaces(parent, window)) {
      try {
        return { ...(await listen(former.key, former.port)), place: former };
      } catch {
        // Another window of the same workspace runs there, or another program.
      }
    }
    const key = newCookieKey();
    const { server, cookies } = await listen(key);
    return { server, cookies, place: { port: server.port, key, folder: undefined } };
  }

  async #prepareFolder(parent: string, { folder: former, port, key }: Place, cookies: BrokerCookies) {
    const prepare = async () => {
      const folder = await RuntimeFolder.create(parent, former);
      await folder.writeState({ window: this.options.window, process: process.pid, port, key });
      await folder.writeCookie(cookies.current);
      return folder;
    };
    try {
      return await prepare();
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
      // Another window may have removed it meanwhile, since it looked unused.
      return prepare();
    }
  }

  #started(server: BrokerServer, folder: RuntimeFolder, cookies: BrokerCookies, { port, key }: Place): void {
    if (this.#isDisposed) {
      server.close();
      this.#removeCookie(folder);
      return;
    }
    this.#running = { server, folder, timer: this.#renewing(cookies, folder) };
    this.#former = { port, key, folder: folder.path };
    this.options.advertise({
      POSIT_PRODUCT: 'WORKBENCH',
      RS_SERVER_ADDRESS: server.url,
      PWB_SESSION_RUNTIME_DIR: folder.path,
      AVAILABLE_CREDENTIALS_BROKER: '1',
    });
    this.options.log.info(`broker: listens at ${server.url}`);
    this.#changed.fire();
  }

  #stop(): void {
    if (!this.#running) {
      return;
    }
    const { server, folder, timer } = this.#running;
    this.#running = undefined;
    this.options.advertise(undefined);
    timer.dispose();
    server.close();
    this.#removeCookie(folder);
    this.options.log.info('broker: stopped');
    this.#changed.fire();
  }

  /** Even if that fails, the broker is off. */
  #removeCookie(folder: RuntimeFolder): void {
    try {
      folder.removeCookie();
    } catch (error) {
      this.options.log.warn(`broker: its cookie could not be removed: ${errorChain(error)}`);
    }
  }

  #renewing(cookies: BrokerCookies, folder: RuntimeFolder): Disposable {
    let timer: Disposable;
    const schedule = () => {
      timer = this.options.clock.setTimeout(() => {
        cookies.renew();
        // Also an unchanged one: systems remove temporary files that were not written to for long, and other windows do.
        this.#written = this.#written.then(() => this.#write(cookies, folder));
        schedule();
      }, COOKIE_CHECK_INTERVAL);
    };
    schedule();
    return { dispose: () => timer.dispose() };
  }

  async #write(cookies: BrokerCookies, folder: RuntimeFolder): Promise<void> {
    const isRunning = () => this.#running?.folder === folder;
    if (!isRunning()) {
      return;
    }
    try {
      await folder.writeCookie(cookies.current);
      if (!isRunning()) {
        this.#removeCookie(folder);
      }
    } catch (error) {
      this.options.log.error(`broker: the cookie could not be renewed: ${errorChain(error)}`);
      if (isRunning() && isMissing(error)) {
        // Starting again makes the folder again.
        this.#stop();
        void this.check();
      }
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
