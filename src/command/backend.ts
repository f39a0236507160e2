import { abortable } from '../core/abort.js';
import type { AccessToken } from '../core/source.js';
import { CredentialError } from '../core/errors.js';
import type { Disposable, Environment } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import type { ServerCredential, ServerFacts } from '../core/serverAccess.js';
import { WorkbenchClient } from '../workbench/client.js';
import { readCookie } from '../workbench/cookie.js';
import type { Finding } from '../core/finding.js';
import type { IntegrationList } from '../workbench/integrationParser.js';
import { isBrokered, readServer, readWindow, type Session } from '../workbench/session.js';
import { tooOld } from '../workbench/sessionMessages.js';
import { isTooOld, serverAddressOf, serverUrlOf } from '../workbench/sessionServer.js';
import type { WireParameters, WireSignIn } from '../workbench/wire.js';
import { type LoginAnswer, type LogoutAnswer, parseLogin, parseLogout } from './connect/loginResponses.js';
import { now } from './clock.js';
import { Deadline } from './deadline.js';
import * as messages from './connectionMessages.js';
import { assertPrivate } from './privateFolder.js';
import { type CommandHttpClient, serverClient } from './serverClient.js';
import {
  type CreatedAnswer,
  parseCreated,
  parseEnvironment,
  parseServerIntegrations,
  parseServers,
  parseServerToken,
  type ServerIntegrationsAnswer,
  type SignInNeeded,
} from './serverResponses.js';

/** Seconds for all answers of a server that a command needs, unless the user says how long to wait. */
const TIMEOUT = 10;

/** The same for an editor window, which may first wait for another window and for a provider that renews a token. */
const BROKER_TIMEOUT = 60;

/** Seconds that a server has for its answers at least, even if the user wants to wait for less. */
const LEAST_TIMEOUT = 3;

/**
 * The server that answers code in this environment: the broker of an editor window, or a Workbench. All calls throw
 * `CredentialError`. The message fits the server: that of an editor window does not mention Workbench.
 */
export class Backend implements Disposable {
  readonly #client: WorkbenchClient;
  /** Whether the user has said how long to wait. */
  readonly isWaiting: boolean;
  #deadline: Deadline;
  /** When to stop waiting for the user. This is the deadline unless the user wants to wait only briefly. */
  readonly #waitEnd: number;

  private constructor(
    private readonly session: Session,
    /** Whether it is the broker of an editor window. */
    readonly isBroker: boolean,
    environment: Environment,
    private readonly http: CommandHttpClient,
    wait: number | undefined,
  ) {
    this.isWaiting = wait !== undefined;
    this.#waitEnd = now() + (wait ?? 0) * 1_000;
    this.#deadline = this.#newDeadline(wait);
    this.#client = new WorkbenchClient(
      () => serverAddressOf(session),
      () => readCookie(session, environment, Date.now()),
      http,
      { hasAllMethods: isBroker },
    );
  }

  /** The server that answers code in this environment, if there is one. @param wait seconds that the user allows */
  static async ofCode(environment: Environment, wait?: number): Promise<Backend | undefined> {
    const session = readServer(environment);
    return session && Backend.#of(session, isBrokered(environment), environment, wait);
  }

  /** The editor window whose terminal this is in a Workbench session. @param wait seconds that the user allows */
  static async ofWindow(environment: Environment, wait?: number): Promise<Backend | undefined> {
    const session = readWindow(environment);
    // Without the environment: the cookie of Workbench, which may be in it, is not for the window.
    return session && Backend.#of(session, true, {}, wait);
  }

  static async #of(
    session: Session,
    isBroker: boolean,
    environment: Environment,
    wait: number | undefined,
  ): Promise<Backend> {
    const http = await serverClient(session, environment, isBroker, BROKER_TIMEOUT);
    return new Backend(session, isBroker, environment, http, wait);
  }

  integrations(): Promise<IntegrationList> {
    const { version } = this.session;
    if (!this.isBroker && version !== undefined && isTooOld(version)) {
      return Promise.reject(tooOld(version));
    }
    return this.#call((signal) => this.#client.integrations(signal));
  }

  /** The access token; `undefined` if there is none. @param rejected a token that a server refused: see `WireParameters` */
  token(guid: string, rejected?: Secret): Promise<AccessToken | undefined> {
    return this.#call((signal) => this.#client.token(guid, signal, rejected));
  }

  /** How the user signs in; `undefined` if the server does not know. @param open whether an editor window opens the page */
  signIn(guid: string, open: boolean): Promise<WireSignIn | undefined> {
    return this.#call((signal) => this.#client.signIn(guid, signal, open && this.isBroker));
  }

  /** Ends the sign-in that this process has started in an editor window, unless another one waits for it. */
  async cancelSignIn(guid: string): Promise<void> {
    if (this.isBroker) {
      await this.#call((signal) => this.#client.cancelSignIn(guid, signal));
    }
  }

  /** What the user still has to do; `undefined` if the server does not know how to sign out. */
  signOut(guid: string): Promise<{ readonly detail: string | undefined } | undefined> {
    return this.#call((signal) => this.#client.signOut(guid, signal));
  }

  /** The servers that the user signs in to in the editor window. */
  servers(): Promise<readonly ServerFacts[]> {
    return this.#call(async (signal) => parseServers(await this.#client.result('oauth_servers', {}, signal)));
  }

  /** What requests to a server authenticate with. @param name `undefined`: the default server */
  serverToken(name: string | undefined): Promise<ServerCredential | undefined> {
    return this.#call(async (signal) =>
      parseServerToken(await this.#client.result('oauth_server_token', namedBy(name), signal)),
    );
  }

  /** The integrations of a server, if the user is signed in to it. @param name `undefined`: the default server */
  serverIntegrations(name: string | undefined): Promise<ServerIntegrationsAnswer | SignInNeeded> {
    return this.#call(async (signal) =>
      parseServerIntegrations(await this.#client.result('oauth_server_integrations', namedBy(name), signal)),
    );
  }

  /** Creates an integration on a server. @param integration the body of the request to the server's API */
  createServerIntegration(
    name: string | undefined,
    integration: Readonly<Record<string, unknown>>,
  ): Promise<CreatedAnswer | SignInNeeded> {
    return this.#call(async (signal) => {
      const parameters = { ...namedBy(name), integration };
      return parseCreated(await this.#client.result('oauth_server_create_integration', parameters, signal));
    });
  }

  /** Starts to sign in to a server, waits for what is new about that, or cancels it. Each call has the usual time. */
  serverLogin(parameters: Partial<WireParameters>): Promise<LoginAnswer> {
    this.endWait();
    return this.#call(async (signal) =>
      parseLogin(await this.#client.result('oauth_server_login', parameters, signal)),
    );
  }

  /** Signs out of a server. */
  serverLogout(parameters: Partial<WireParameters>): Promise<LogoutAnswer> {
    return this.#call(async (signal) =>
      parseLogout(await this.#client.result('oauth_server_logout', parameters, signal)),
    );
  }

  /** The variables of a process for which the editor window speaks another protocol. @param set its name */
  environment(set: string): Promise<Readonly<Record<string, string>>> {
    return this.#call(async (signal) =>
      parseEnvironment(await this.#client.result('oauth_environment', { name: set }, signal)),
    );
  }

  /** Opens the app at a port of this machine in the browser, as a viewer sees it. */
  async viewApp(port: number): Promise<void> {
    await this.#call((signal) => this.#client.result('oauth_view_app', { port }, signal));
  }

  /** What a check finds; `undefined` if the server can't check. */
  check(guid: string): Promise<readonly Finding[] | undefined> {
    return this.#call((signal) => this.#client.check(guid, signal));
  }

  /** The home page of a Workbench, where the user can sign in and out. Throws `CredentialError` (`configuration`) if it is not known. */
  get homePage(): string {
    const { serverUrl, serverAddress } = this.session;
    return `${serverUrlOf({ ...this.session, serverUrl: serverUrl ?? serverAddress })}/`;
  }

  /** Milliseconds left to wait for the user; zero or negative once that time is over. */
  get waitLeft(): number {
    return this.#waitEnd - now();
  }

  /** Milliseconds left for the server's answers; zero or negative once that time is over. */
  get timeLeft(): number {
    return this.#deadline.left;
  }

  /** Gives the server its usual time again, after the user has signed in: perhaps at the last moment. */
  endWait(): void {
    this.#deadline.dispose();
    this.#deadline = this.#newDeadline(undefined);
  }

  dispose(): void {
    this.#deadline.dispose();
    this.http.dispose?.();
  }

  #newDeadline(wait: number | undefined): Deadline {
    const seconds = wait ?? (this.isBroker ? BROKER_TIMEOUT : TIMEOUT);
    return new Deadline(Math.max(seconds, LEAST_TIMEOUT), messages.tooSlow);
  }

  async #call<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { runtimeFolder } = this.session;
    const { signal } = this.#deadline;
    if (this.isBroker && runtimeFolder !== undefined) {
      await abortable(signal, () => assertPrivate(runtimeFolder));
    }
    try {
      // The signal must also end a read of the cookie file that hangs.
      return await abortable(signal, () => call(signal));
    } catch (error) {
      throw this.isBroker && error instanceof CredentialError ? windowFailure(error) : error;
    }
  }
}

/** The parameters that name a server. */
function namedBy(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

/** A failure of a call to an editor window: in the window's own words, or else what probably happened to it. */
function windowFailure(error: CredentialError): CredentialError {
  if (error.said !== undefined) {
    return new CredentialError(error.failure, error.said, { cause: error });
  }
  return error.failure === 'protocol' || error.failure === 'rejected'
    ? messages.windowNotUnderstood(error)
    : messages.windowGone(error);
}
