import { abortable } from '../core/abort.js';
import type { AccessToken } from '../core/source.js';
import { CredentialError } from '../core/errors.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Disposable } from '../core/ports.js';
import { LoopbackHttpClient } from '../http/loopbackHttpClient.js';
import { WorkbenchClient } from '../workbench/client.js';
import { readCookie } from '../workbench/cookie.js';
import type { IntegrationList } from '../workbench/integrationParser.js';
import { tooOld } from '../workbench/messages.js';
import { type Environment, isBrokered, readServer, type Session } from '../workbench/session.js';
import { isTooOld, serverAddressOf, serverUrlOf } from '../workbench/sessionServer.js';
import type { WireSignIn } from '../workbench/wire.js';
import { Deadline } from './deadline.js';
import * as messages from './messages.js';
import { assertPrivate } from './privateFolder.js';

/** There are no settings of an editor here. */
const NO_SETTINGS = { proxy: '', noProxy: [], proxySupport: 'override', systemCertificates: true };

/** Seconds for all answers of a server that a command needs, where the user does not say how long to wait. */
const PATIENCE = 10;

/** The same for an editor window, which may first wait for another window, and for a provider to renew a token. */
const BROKER_PATIENCE = 60;

/** Seconds that a server has for its answers at least, also where the user wants to wait for less. */
const LEAST_PATIENCE = 3;

/**
 * The server that answers code in this environment: the broker of an editor window, or a Workbench. Every call throws
 * `CredentialError` whose words are for whom this is: those of an editor window do not speak of a Workbench.
 */
export class Backend implements Disposable {
  readonly #client: WorkbenchClient;
  /** Whether the user has said how long to wait. */
  readonly isWaiting: boolean;
  #deadline: Deadline;
  /** When the user is no longer to be waited for: earlier than the deadline only if that is very soon. */
  readonly #waitEnd: number;

  private constructor(
    private readonly session: Session,
    /** Whether it is the broker of an editor window. */
    readonly isBroker: boolean,
    environment: Environment,
    private readonly http: Pick<HttpClient, 'postJson'> & Partial<Disposable>,
    wait: number | undefined,
  ) {
    this.isWaiting = wait !== undefined;
    this.#waitEnd = performance.now() + (wait ?? 0) * 1_000;
    this.#deadline = this.#newDeadline(wait);
    this.#client = new WorkbenchClient(
      () => serverAddressOf(session),
      () => readCookie(session, environment, Date.now()),
      http,
      { hasAllMethods: isBroker },
    );
  }

  /**
   * Finds the server. Throws `CredentialError` (`unavailable`) if there is none.
   *
   * @param wait seconds that the user allows for all that the command does
   */
  static async of(environment: Environment, wait?: number): Promise<Backend> {
    const session = readServer(environment);
    if (!session) {
      throw messages.noServer();
    }
    const isBroker = isBrokered(environment);
    return new Backend(session, isBroker, environment, await httpClient(session, isBroker, environment), wait);
  }

  integrations(): Promise<IntegrationList> {
    const { version } = this.session;
    if (!this.isBroker && version !== undefined && isTooOld(version)) {
      return Promise.reject(tooOld(version));
    }
    return this.#told((signal) => this.#client.integrations(signal));
  }

  /** The access token; `undefined` where there is none. */
  token(guid: string): Promise<AccessToken | undefined> {
    return this.#told((signal) => this.#client.token(guid, signal));
  }

  /** How the user signs in; `undefined` if the server does not know. @param open whether an editor window is to open the page */
  signIn(guid: string, open: boolean): Promise<WireSignIn | undefined> {
    return this.#told((signal) => this.#client.signIn(guid, signal, open && this.isBroker));
  }

  /** What is still to be done by hand; `undefined` if the server does not know how to sign out. */
  signOut(guid: string): Promise<{ readonly detail: string | undefined } | undefined> {
    return this.#told((signal) => this.#client.signOut(guid, signal));
  }

  /** Where a user of a Workbench signs in by hand. Throws `CredentialError` (`configuration`) if that is not known. */
  get homePage(): string {
    const { serverUrl, serverAddress } = this.session;
    return `${serverUrlOf({ ...this.session, serverUrl: serverUrl ?? serverAddress })}/`;
  }

  /** Milliseconds that are left for waiting for the user; none or fewer once that time is over. */
  get waitLeft(): number {
    return this.#waitEnd - performance.now();
  }

  /** Milliseconds that the server has for its answers; none or fewer once they are over. */
  get timeLeft(): number {
    return this.#deadline.left;
  }

  /** Gives the server time for what follows a wait that has ended well, be it at its last moment. */
  endWait(): void {
    this.#deadline.dispose();
    this.#deadline = this.#newDeadline(undefined);
  }

  dispose(): void {
    this.#deadline.dispose();
    this.http.dispose?.();
  }

  #newDeadline(wait: number | undefined): Deadline {
    const seconds = wait ?? (this.isBroker ? BROKER_PATIENCE : PATIENCE);
    return new Deadline(Math.max(seconds, LEAST_PATIENCE), messages.tooSlow);
  }

  async #told<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { runtimeFolder } = this.session;
    const { signal } = this.#deadline;
    if (this.isBroker && runtimeFolder !== undefined) {
      await abortable(signal, () => assertPrivate(runtimeFolder));
    }
    try {
      // Also where a file hangs that is read for it.
      return await abortable(signal, () => call(signal));
    } catch (error) {
      throw this.isBroker && error instanceof CredentialError ? windowFailure(error) : error;
    }
  }
}

/** The client for a broker loads much faster than the one for a Workbench, which may need TLS and a proxy. */
async function httpClient(session: Session, isBroker: boolean, environment: Environment) {
  if (isBroker && LoopbackHttpClient.canReach(session.serverAddress ?? '')) {
    return new LoopbackHttpClient();
  }
  const [{ UndiciHttpClient }, { networkSettings }] = await Promise.all([
    import('../http/undiciHttpClient.js'),
    import('../http/networkSettings.js'),
  ]);
  return new UndiciHttpClient(
    () => networkSettings(NO_SETTINGS, environment, session.caBundle),
    isBroker ? BROKER_PATIENCE * 1_000 : undefined,
  );
}

/** A failure of a call to an editor window: its own words if it said any, else what has become of it. */
function windowFailure(error: CredentialError): CredentialError {
  if (error.said !== undefined) {
    return new CredentialError(error.failure, error.said, { cause: error });
  }
  return error.failure === 'protocol' || error.failure === 'rejected'
    ? messages.windowNotUnderstood(error)
    : messages.windowGone(error);
}
