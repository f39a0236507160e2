import { Emitter } from '../core/emitter.js';
import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Event, Logger } from '../core/ports.js';
import type { BROKER_VARIABLES } from '../workbench/session.js';
import { BrokerCookies } from './cookie.js';
import { removeStale, RuntimeFolder } from './runtimeFolder.js';
import { BrokerServer, type BrokerServerOptions } from './server.js';

/** Milliseconds between two times when the cookie is written, and renewed if it is time for that. */
const COOKIE_CHECK_INTERVAL = 60 * 60_000;

/** By variable, what leads code to the server that answers it. */
export type Variables = Readonly<Record<(typeof BROKER_VARIABLES)[number], string>>;

export interface BrokerOptions {
  /** Whether there is anybody to be answered: read at {@link Broker.check}. */
  readonly isWanted: () => boolean;
  readonly answer: BrokerServerOptions['answer'];
  /** Puts the variables into the environment of terminals; `undefined` takes them away. */
  readonly advertise: (variables: Variables | undefined) => void;
  /** Where the folder with the cookie is made: all users may write to it. */
  readonly parentFolder: string;
  readonly clock: Clock;
  readonly log: Logger;
}

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
  /** Where it was before: terminals that are open know no other place. */
  #former: { readonly port: number; readonly folder: string } | undefined;
  #work: Promise<void> = Promise.resolve();
  #isDisposed = false;
  #hasFailed = false;

  constructor(private readonly options: BrokerOptions) {}

  /** Where it listens, while it does. */
  get url(): string | undefined {
    return this.#running?.server.url;
  }

  /** Whether it is wanted, and could not start. The log has the cause. */
  get hasFailed(): boolean {
    return this.#hasFailed;
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
    this.#hasFailed = false;
    if (isWanted && !this.#running) {
      await this.#start();
    } else if (!isWanted) {
      this.#stop();
    }
  }

  async #start(): Promise<void> {
    const { parentFolder, clock, log, answer } = this.options;
    await removeStale(parentFolder).catch((error: unknown) => {
      log.warn(`broker: what was left behind could not be removed: ${errorChain(error)}`);
    });
    const cookies = new BrokerCookies(clock);
    const isCookieValid = (cookie: string) => cookies.isValid(cookie);
    const former = this.#former;
    const server = await listen({ answer, isCookieValid, log }, former?.port);
    let folder: RuntimeFolder | undefined;
    try {
      // Terminals that are open send what they find there to the port of before, which may be somebody else's now.
      folder = await RuntimeFolder.create(parentFolder, server.port === former?.port ? former.folder : undefined);
      await folder.write(cookies.current);
    } catch (error) {
      server.close();
      if (folder) {
        this.#remove(folder);
      }
      throw error;
    }
    this.#started(server, folder, cookies);
  }

  #started(server: BrokerServer, folder: RuntimeFolder, cookies: BrokerCookies): void {
    if (this.#isDisposed) {
      server.close();
      this.#remove(folder);
      return;
    }
    this.#running = { server, folder, timer: this.#renewing(cookies, folder) };
    this.#former = { port: server.port, folder: folder.path };
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
    this.#remove(folder);
    this.options.log.info('broker: stopped');
    this.#changed.fire();
  }

  /** Whatever becomes of the folder, the broker is off. */
  #remove(folder: RuntimeFolder): void {
    try {
      folder.remove();
    } catch (error) {
      this.options.log.warn(`broker: its folder could not be removed: ${errorChain(error)}`);
    }
  }

  #renewing(cookies: BrokerCookies, folder: RuntimeFolder): Disposable {
    let timer: Disposable;
    let written = Promise.resolve();
    const schedule = () => {
      timer = this.options.clock.setTimeout(() => {
        cookies.renew();
        // Also the same one: systems tidy up temporary files that nobody has touched for long, and may have done so already.
        written = written.then(() => (this.#running?.folder === folder ? this.#write(cookies, folder) : undefined));
        schedule();
      }, COOKIE_CHECK_INTERVAL);
    };
    schedule();
    return { dispose: () => timer.dispose() };
  }

  async #write(cookies: BrokerCookies, folder: RuntimeFolder): Promise<void> {
    try {
      await folder.write(cookies.current);
    } catch (error) {
      this.options.log.error(`broker: the cookie could not be renewed: ${errorChain(error)}`);
      // A new start makes the folder anew.
      if (this.#running?.folder === folder && error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        this.#stop();
        await this.check();
      }
    }
  }
}

/** Listens at a port, or at any if that is taken. */
async function listen(options: BrokerServerOptions, port: number | undefined): Promise<BrokerServer> {
  if (port !== undefined) {
    try {
      return await BrokerServer.listen(options, port);
    } catch {
      // Somebody else has it now.
    }
  }
  return BrokerServer.listen(options);
}
