import { renameSync, writeFileSync } from 'node:fs';
import type { CallbackUris } from '../../../src/core/callbackUris.js';
import { Emitter } from '../../../src/core/emitter.js';
import { ConnectServers } from '../../../src/connect/servers.js';
import { parseServers } from '../../../src/connect/settings.js';
import { type ConnectPorts, ConnectSource } from '../../../src/connect/source.js';
import { windowLogins } from '../../../src/connect/windowLogins.js';
import { TokenStorage } from '../../../src/signIn/tokenStorage.js';
import type { Ended } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { FakeSecrets } from '../../unit/fakeSecrets.js';
import { FakeDialogs } from '../../unit/local/wizard/fakeDialogs.js';
import { BrokerWindow, fakeBase } from '../broker/brokerWindow.js';
import { TokenSource } from '../broker/tokenSource.js';
import { directClient } from '../directClient.js';
import type { BuiltCommand } from './builtCommand.js';
import { LoginHome } from './loginHome.js';

const redirects: CallbackUris = {
  windowKind: 'localDesktop',
  forwardedUri: (uri) => Promise.resolve(uri),
  uri: () => Promise.reject(new Error('no URI of the editor is used')),
  onDidReceive: () => ({ dispose: () => undefined }),
};

/** A terminal of an editor window, which signs in for the command. `servers` is the setting of the window. */
export class WindowHome extends LoginHome {
  #setting: unknown = [];
  #window: BrokerWindow | undefined;

  static async open(command: BuiltCommand, ended: Ended, secretsOf: () => readonly string[]): Promise<WindowHome> {
    const home = new WindowHome(command, ended);
    await home.#open(ended, secretsOf);
    return home;
  }

  override get servers(): readonly Readonly<Record<string, unknown>>[] {
    return this.#setting as readonly Readonly<Record<string, unknown>>[];
  }

  /** What the window has logged. */
  get logged(): string {
    return this.#window?.log.lines.join('\n') ?? '';
  }

  async #open(ended: Ended, secretsOf: () => readonly string[]): Promise<void> {
    const temporary = temporaryFolder('window');
    ended(() => temporary.remove());
    const base = fakeBase(ended, [new TokenSource()], {
      now: () => Date.now(),
      setTimeout: (callback, delay) => {
        const timer = setTimeout(callback, delay);
        return { dispose: () => clearTimeout(timer) };
      },
    });
    const { clock, log, catalog } = base;
    const storage = new TokenStorage({
      ...{ folder: temporary.path, secrets: new FakeSecrets(), memory: new FakeMemory(), redirects, clock, log },
    });
    const ports: ConnectPorts = {
      ...{ environment: {}, clock, log, setting: () => '', storage, dialogs: new FakeDialogs(), redirects },
      http: directClient,
      browser: {
        open: (url) => {
          this.#note(url);
          return Promise.resolve();
        },
      },
      relay: undefined,
    };
    const settings = {
      read: () => this.#setting,
      write: (value: unknown) => Promise.resolve(void (this.#setting = structuredClone(value))),
      origin: () => 'user' as const,
    };
    const changed = new Emitter<void>();
    const servers = new ConnectServers({
      read: () => parseServers(settings.read()),
      onDidChange: changed.event,
      create: (server) => new ConnectSource(server, ports),
      show: (source) => catalog.add(source),
    });
    ended(async () => {
      servers.dispose();
      await storage.settled();
      storage.dispose();
    });
    this.#window = new BrokerWindow(ended, base, {
      logins: windowLogins({ ports, servers, settings }),
      secretsOf,
    });
    await this.#window.broker.check();
    this.env = this.#window.environment;
  }

  #note(url: string): void {
    writeFileSync(`${this.recorded}.draft`, url);
    renameSync(`${this.recorded}.draft`, this.recorded);
  }
}
