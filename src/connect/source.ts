import { Emitter } from '../core/emitter.js';
import { ExpiryTimer } from '../core/expiryTimer.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Integration, ListedIntegration } from '../core/integration.js';
import type { Browser, Disposable, Event } from '../core/ports.js';
import type { DiagnosticSection, FollowUp, SignInOptions, SourcePorts } from '../core/source.js';
import type { MethodPorts } from '../signIn/methods/method.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { ConnectAccount } from './account.js';
import { listedAccount } from './listing.js';
import type { ConnectServer } from './server.js';
import { isSameConnection, type ServerSource } from './servers.js';

/** What the source of a server needs from outside. */
export interface ConnectPorts extends SourcePorts, Pick<MethodPorts, 'dialogs' | 'redirects' | 'relay'> {
  readonly storage: TokenStorage;
}

/** One Posit Connect server: the user's account there, and the OAuth integrations that it has. */
export class ConnectSource implements ServerSource {
  readonly id: string;
  readonly connection: ConnectAccount;
  account: ListedIntegration | undefined;
  readonly #http: HttpClient;
  readonly #expiry: ExpiryTimer;
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly #vaultChanges: Disposable;
  #server: ConnectServer;

  constructor(
    server: ConnectServer,
    private readonly ports: ConnectPorts,
  ) {
    const { clock, storage } = ports;
    this.#server = server;
    this.id = server.id;
    this.#http = ports.http(undefined);
    this.connection = new ConnectAccount(server, {
      ...ports,
      http: this.#http,
      onDidChange: () => this.#changed.fire(),
    });
    this.#expiry = new ExpiryTimer(clock, () => this.#changed.fire());
    // Another window may sign in or out.
    this.#vaultChanges = storage.vault.onDidChange(() => this.#changed.fire());
  }

  get label(): string {
    return this.#server.name;
  }

  get server(): ConnectServer {
    return this.#server;
  }

  follow(server: ConnectServer): boolean {
    if (!isSameConnection(this.#server, server)) {
      return false;
    }
    this.#server = server;
    this.#changed.fire();
    return true;
  }

  async list(): Promise<readonly ListedIntegration[]> {
    const stored = await this.connection.stored();
    const next = this.connection.renewIfDue(stored);
    this.#expiry.set(next === undefined ? [] : [next]);
    this.account = listedAccount(this.#server, this.connection.state(stored));
    return [];
  }

  async signIn(_integration: Integration, signal: AbortSignal, options: SignInOptions = {}): Promise<FollowUp> {
    await this.connection.signIn(options, signal);
    return {};
  }

  showSignInAgain(_integration: Integration, browser?: Browser): Promise<boolean> {
    return this.connection.showSignInAgain(browser);
  }

  async signOut(_integration: Integration, signal: AbortSignal): Promise<FollowUp> {
    const problem = await this.connection.signOut(signal);
    return problem === undefined ? {} : { instruction: problem };
  }

  diagnose(): Promise<readonly DiagnosticSection[]> {
    return Promise.resolve([]);
  }

  dispose(): void {
    this.#vaultChanges.dispose();
    this.#expiry.dispose();
    this.connection.dispose();
    this.#changed.dispose();
    void this.ports.storage.pendingWork.settled().then(() => this.#http.dispose());
  }
}
