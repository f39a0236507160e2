import { caBundleIn } from '../core/caBundle.js';
import { Emitter } from '../core/emitter.js';
import { ExpiryTimer } from '../core/expiryTimer.js';
import type { HttpClient, ServerOptions } from '../core/httpClient.js';
import type { Integration, ListedIntegration } from '../core/integration.js';
import type { Browser, Disposable, Event } from '../core/ports.js';
import { isSameSecret, type Secret } from '../core/secret.js';
import type { ServerAccess } from '../core/serverAccess.js';
import type { DiagnosticSection, FollowUp, SignInOptions, SourcePorts } from '../core/source.js';
import type { MethodPorts } from '../signIn/methods/method.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { accessTo } from './access.js';
import { ConnectAccount } from './account.js';
import { ConnectApi } from './api/connectApi.js';
import { ConnectError, type ConnectProblem } from './api/connectError.js';
import type { Template } from './api/templates.js';
import { connectSections } from './diagnostics.js';
import { ListedSessions } from './listedSessions.js';
import { listedAccount, listedIntegration } from './listing.js';
import * as messages from './messages.js';
import type { ConnectServer } from './server.js';
import { isSameConnection, type ServerSource } from './servers.js';
import { SignedInUser } from './user.js';

/** What the source of a server needs from outside. */
export interface ConnectPorts extends SourcePorts, Pick<MethodPorts, 'dialogs' | 'redirects' | 'relay'> {
  readonly storage: TokenStorage;
}

/** One Posit Connect server: the user's account there, and the OAuth integrations that it has. */
export class ConnectSource implements ServerSource {
  readonly id: string;
  readonly signedIn: ConnectAccount;
  readonly api: ConnectApi;
  readonly signedInUser: SignedInUser;
  readonly serverAccess: ServerAccess;
  account: ListedIntegration | undefined;
  notice: string | undefined;
  readonly #http: HttpClient;
  readonly #expiry: ExpiryTimer;
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly #vaultChanges: Disposable;
  #server: ConnectServer;
  #templates: readonly Template[] | undefined;
  readonly #sessions: ListedSessions;
  /** The token when the list was last requested. */
  #listedToken: Secret | undefined;

  constructor(
    server: ConnectServer,
    private readonly ports: ConnectPorts,
  ) {
    const { clock, log, storage, environment } = ports;
    const fire = () => this.#changed.fire();
    this.#server = server;
    this.#sessions = new ListedSessions(clock);
    this.id = server.id;
    this.#http = ports.http(caBundleIn(environment), connectionOptions(server));
    this.signedIn = new ConnectAccount(server, { ...ports, http: this.#http, onDidChange: fire });
    const credential = this.signedIn.credential.bind(this.signedIn);
    this.api = new ConnectApi(server.url, { http: this.#http, credential, log });
    this.signedInUser = new SignedInUser(this.api, clock);
    this.serverAccess = accessTo(this, fire);
    this.#expiry = new ExpiryTimer(clock, fire);
    // Another window may sign in or out. The vault has the tokens of others, too.
    this.#vaultChanges = storage.vault.onDidChange(
      () =>
        void this.#hasOtherTokens().then((hasOther) => {
          if (hasOther) {
            fire();
          }
        }),
    );
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
    const isSame = this.#server.name === server.name && this.#server.isDefault === server.isDefault;
    this.#server = server;
    if (!isSame) {
      this.#changed.fire();
    }
    return true;
  }

  async list(signal: AbortSignal): Promise<readonly ListedIntegration[]> {
    const stored = await this.signedIn.stored();
    this.#listedToken = stored?.grant?.accessToken;
    const next = this.signedIn.renewIfDue(stored);
    this.#expiry.set(next === undefined ? [] : [next]);
    const state = this.signedIn.state(stored);
    if (state.kind === 'signedOut') {
      this.signedInUser.forget();
      this.#templates = undefined;
    }
    this.account = listedAccount(this.#server, state, this.signedInUser.known);
    this.notice = undefined;
    if (state.kind === 'signedOut') {
      return [];
    }
    try {
      await this.signedInUser.lookUp(stored?.grant?.accessToken, signal);
      this.account = listedAccount(this.#server, state, this.signedInUser.known);
      return await this.#listIntegrations(signal);
    } catch (error) {
      if (!isProblem(error, 'credential')) {
        throw error;
      }
      // An API key was deleted, or the server has ended the sign-in: the user has to sign in again.
      this.signedInUser.forget();
      this.account = listedAccount(this.#server, state, undefined, error.message);
      return [];
    }
  }

  async signIn(integration: Integration, signal: AbortSignal, options: SignInOptions = {}): Promise<FollowUp> {
    const { guid } = integration;
    if (guid === undefined) {
      await this.#signInToServer(options, signal);
      this.signedInUser.forget();
      return {};
    }
    const { browser = this.ports.browser } = options;
    this.#sessions.waitFor(guid, signal);
    await browser.open(`${this.#server.url}/__oauth__/integrations/${encodeURIComponent(guid)}/login`);
    this.#changed.fire();
    return {};
  }

  async showSignInAgain({ guid }: Integration, browser?: Browser): Promise<boolean> {
    return guid === undefined && (await this.signedIn.showSignInAgain(browser));
  }

  async signOut({ guid, label }: Integration, signal: AbortSignal): Promise<FollowUp> {
    if (guid === undefined) {
      const problem = await this.signedIn.signOut(signal);
      return problem === undefined ? {} : { instruction: problem };
    }
    const session = this.#sessions.listed(guid);
    if (!session) {
      throw messages.integrationGone(label);
    }
    await this.api.deleteSession(session.guid, signal);
    return {};
  }

  async diagnose(): Promise<readonly DiagnosticSection[]> {
    const state = this.signedIn.state(await this.signedIn.stored());
    return connectSections(this.#server, state, this.signedInUser.known, this.api.lastFailure);
  }

  /** The server has been changed: its list is requested again. */
  changed(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#vaultChanges.dispose();
    this.#expiry.dispose();
    this.signedIn.dispose();
    this.#changed.dispose();
    void this.ports.storage.pendingWork.settled().then(() => this.#http.dispose());
  }

  /** With OAuth, or with an API key if the server has none. */
  async #signInToServer(options: SignInOptions, signal: AbortSignal): Promise<void> {
    try {
      await this.signedIn.signIn(options, signal);
    } catch (error) {
      const { keyInstead } = await import('./signIn/keyInstead.js');
      const http = (server: ServerOptions) => this.ports.http(caBundleIn(this.ports.environment), server);
      await this.signedIn.useApiKey(await keyInstead(error, this.#server, { ...this.ports, http }, options, signal));
    }
  }

  /** Whether other tokens are stored than when the list was last requested. Never rejects. */
  async #hasOtherTokens(): Promise<boolean> {
    try {
      return !isSameSecret((await this.signedIn.stored())?.grant?.accessToken, this.#listedToken);
    } catch {
      // The next list says why the vault cannot be read.
      return true;
    }
  }

  async #listIntegrations(signal: AbortSignal): Promise<readonly ListedIntegration[]> {
    try {
      const [integrations, sessions] = await Promise.all([this.api.integrations(signal), this.api.sessions(signal)]);
      this.#sessions.update(sessions);
      const templates = integrations.length > 0 ? await this.#lookUpTemplates(signal) : [];
      return integrations.map((each) => {
        const template = templates.find(({ id }) => id === each.template);
        return listedIntegration(each, this.#sessions.shown(each.guid), this.signedInUser.known?.role, template);
      });
    } catch (error) {
      // The server works, but has nothing to show to this user.
      if (isProblem(error, 'permission', 'notLicensed', 'turnedOff', 'tooOld')) {
        this.notice = error.problem === 'permission' ? messages.mayNotList() : error.message;
        return [];
      }
      throw error;
    }
  }

  /** Asked once: they only give fields their labels. A failure is logged by the client. */
  async #lookUpTemplates(signal: AbortSignal): Promise<readonly Template[]> {
    try {
      this.#templates ??= await this.api.templates(signal);
    } catch {
      signal.throwIfAborted();
      this.#templates = [];
    }
    return this.#templates;
  }
}

function isProblem(error: unknown, ...problems: readonly ConnectProblem[]): error is ConnectError {
  return error instanceof ConnectError && problems.includes(error.problem);
}

/** How requests reach a server. */
function connectionOptions({ caCertificate, insecure }: ConnectServer): ServerOptions {
  return { caCertificate, insecure, returnsCookies: true };
}
