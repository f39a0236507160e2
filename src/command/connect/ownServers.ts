import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { caBundleIn } from '../../core/caBundle.js';
import type { HttpClient, NetworkSettings, ServerOptions } from '../../core/httpClient.js';
import { once } from '../../core/once.js';
import type { Environment, Logger, SecretStorage } from '../../core/ports.js';
import type { LoginProgress } from '../../core/serverLogins.js';
import type { ConnectServer } from '../../connect/server.js';
import { type InvalidServer, parseServers } from '../../connect/settings.js';
import { ConnectSource } from '../../connect/source.js';
import { networkSettings } from '../../http/networkSettings.js';
import { UndiciHttpClient } from '../../http/undiciHttpClient.js';
import { openSecrets } from '../../keyring/openSecrets.js';
import { TokenStorage } from '../../signIn/tokenStorage.js';
import type { CredentialStore } from '../../vault/credentialStore.js';
import { VAULT_FILE } from '../../vault/atomicFile.js';
import { NO_SETTINGS } from '../noSettings.js';
import type { Terminal } from '../terminal.js';
import { commandFolder } from './folder.js';
import * as messages from './messages.js';
import { ServersFile } from './serversFile.js';
import {
  noMemory,
  redirects,
  systemClock,
  terminalDialogs,
  TerminalBrowser,
  terminalProgress,
} from './terminalPorts.js';

/** Milliseconds for the keyring: the user may have to unlock it. More than one run of its program may take. */
const KEY_PATIENCE = 75_000;

export interface OwnServersOptions {
  readonly environment: Environment;
  readonly terminal: Terminal;
  /** How often the user has given `-v`. */
  readonly verbosity?: number;
}

/** The servers that the command signs in to by itself. The tokens are in a vault like that of the editor, in another folder. */
export class OwnServers {
  readonly clock = systemClock;
  readonly log: Logger;
  readonly progress: LoginProgress;
  readonly file: ServersFile;
  readonly #folder: string;
  readonly #storage: TokenStorage;
  readonly #sources: ConnectSource[] = [];
  /** The place for the key, which is looked for when the key is needed. */
  readonly #secrets: () => ReturnType<typeof openSecrets>;

  constructor(private readonly options: OwnServersOptions) {
    const { environment, terminal, verbosity = 0 } = options;
    this.progress = terminalProgress(terminal, verbosity);
    this.log = this.progress.log;
    this.#folder = commandFolder(environment, process.platform, environment['HOME'] || homedir());
    this.file = new ServersFile(this.#folder, this.clock, this.log);
    this.#secrets = once(() =>
      openSecrets({
        ...{ folder: this.#folder, platform: process.platform, environment },
        isKeyNeeded: existsSync(this.#vaultFile),
      }),
    );
    const secrets: SecretStorage = {
      get: async (name) => (await this.#secrets()).secrets.get(name),
      store: async (name, value) => (await this.#secrets()).secrets.store(name, value),
      delete: async (name) => (await this.#secrets()).secrets.delete(name),
    };
    this.#storage = new TokenStorage({
      ...{ folder: this.#folder, secrets, keyPatience: KEY_PATIENCE, memory: noMemory },
      ...{ redirects, clock: this.clock, log: this.log },
    });
  }

  get credentials(): CredentialStore {
    return this.#storage.credentials;
  }

  /** The valid servers. The user is told about the others. */
  async servers(): Promise<readonly ConnectServer[]> {
    const { servers, invalid } = parseServers(await this.file.read());
    invalid.forEach((each) => this.#sayInvalid(each));
    return servers;
  }

  /** Throws `CredentialError` if the stored sign-ins can't be opened here. */
  async assertOpen(): Promise<void> {
    if (await this.#storage.vault.isKeyMissing()) {
      throw messages.keyMissing((await this.#secrets()).secrets.place, this.#vaultFile);
    }
  }

  /** Where the key is, in sentences. */
  async stored(): Promise<string> {
    const { secrets, problem } = await this.#secrets();
    const { place } = secrets;
    return problem === undefined ? messages.storedIn(place) : messages.storedInFile(place, problem);
  }

  /** A client for one server; the caller disposes of it. */
  http = (server: ServerOptions, caBundle: NetworkSettings['caBundle'] = this.#caBundle): HttpClient =>
    new UndiciHttpClient(
      () => networkSettings(NO_SETTINGS, this.options.environment, caBundle),
      undefined,
      undefined,
      server,
    );

  /** The user's account at a server, and its API. Disposed of by {@link close}. */
  source(server: ConnectServer): ConnectSource {
    const source = this.newSource(server, this.progress);
    this.#sources.push(source);
    return source;
  }

  /** The same, disposed of by the caller. */
  newSource(server: ConnectServer, progress: LoginProgress): ConnectSource {
    const { environment } = this.options;
    return new ConnectSource(server, {
      ...{ environment, clock: this.clock, log: progress.log, setting: () => '', storage: this.#storage },
      ...{ dialogs: terminalDialogs(progress), redirects, relay: undefined },
      browser: new TerminalBrowser(progress, environment, process.platform, server.name),
      http: (caBundle, options = {}) => this.http(options, caBundle),
    });
  }

  /** Finishes what has been started: tokens that servers have issued must be stored. */
  async close(): Promise<void> {
    this.#sources.forEach((each) => each.dispose());
    await this.#storage.settled();
    this.#storage.dispose();
  }

  get #vaultFile(): string {
    return path.join(this.#folder, VAULT_FILE);
  }

  get #caBundle(): NetworkSettings['caBundle'] {
    return caBundleIn(this.options.environment);
  }

  #sayInvalid({ name, problem }: InvalidServer): void {
    this.options.terminal.say(messages.invalidEntry(name, this.file.path, problem));
  }
}
