import type { Browser, Disposable, Logger } from '../../core/ports.js';
import { oneLine } from '../../core/text.js';
import type { Viewer } from '../face.js';
import * as messages from './messages.js';
import { ViewerProxy } from './viewerProxy.js';

export interface ViewersOptions {
  /** The headers of a viewer for a request that arrives now. Empty while the broker does not run. */
  readonly headers: (viewer: Viewer) => Readonly<Record<string, string>>;
  /** What the browser has to open for a loopback URL: another one in a remote window. */
  readonly externalUrl: (url: string) => Promise<string>;
  /** The name of the user, whose access tokens content gets. */
  readonly author: string;
  readonly browser: Browser;
  readonly log: Logger;
}

/** The proxies of a window: one for each app and viewer, from when it is first opened until the window is closed. */
export class Viewers implements Disposable {
  readonly #proxies = new Map<string, Promise<ViewerProxy>>();
  readonly #others = new Set<string>();
  #isDisposed = false;

  constructor(private readonly options: ViewersOptions) {}

  /** The names of other viewers as which an app was opened. */
  get others(): readonly string[] {
    return [...this.#others];
  }

  /** Opens the app at a port of this machine in the browser, as a viewer sees it. It need not run yet. */
  async open(port: number, viewer: Viewer): Promise<void> {
    const key = JSON.stringify([port, viewer.username, viewer.groups]);
    const proxy = this.#proxies.get(key) ?? this.#start(port, viewer);
    this.#proxies.set(key, proxy);
    if (viewer.username !== this.options.author) {
      this.#others.add(viewer.username);
    }
    proxy.catch(() => this.#proxies.delete(key));
    const link = await (await proxy).link();
    this.options.log.info(`viewer: opens the app at port ${port} as ${oneLine(viewer.username)}`);
    await this.options.browser.open(link);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#proxies.forEach((proxy) => {
      proxy.then(
        (started) => started.dispose(),
        () => undefined,
      );
    });
  }

  async #start(port: number, viewer: Viewer): Promise<ViewerProxy> {
    const { headers, externalUrl, author, log } = this.options;
    const notice = viewer.username === author ? undefined : messages.viewedAs(viewer.username, author);
    const proxy = await ViewerProxy.start({ port, headers: () => headers(viewer), externalUrl, notice, log });
    if (this.#isDisposed) {
      proxy.dispose();
    }
    return proxy;
  }
}
