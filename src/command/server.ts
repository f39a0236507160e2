import type { AccessToken } from '../core/accessToken.js';
import { CredentialError } from '../core/errors.js';
import { UndiciHttpClient } from '../core/http.js';
import { networkSettings } from '../core/networkSettings.js';
import type { Disposable } from '../core/ports.js';
import { WorkbenchClient } from '../workbench/client.js';
import { readCookie } from '../workbench/cookie.js';
import type { IntegrationList } from '../workbench/integrationParser.js';
import { tooOld } from '../workbench/messages.js';
import {
  type Environment,
  isBrokered,
  isTooOld,
  readServer,
  serverAddressOf,
  serverUrlOf,
  type Session,
} from '../workbench/session.js';
import type { WireSignIn } from '../workbench/wire.js';
import * as messages from './messages.js';

/** There are no settings of an editor here. */
const NO_SETTINGS = { proxy: '', noProxy: [], proxySupport: 'override', systemCertificates: true };

/** Milliseconds for an answer of an editor window, which may first wait for another window, and for a provider to renew a token. */
const BROKER_TIMEOUT = 60_000;

/**
 * The server that answers code in this environment: the broker of an editor window, or a Workbench. Every call throws
 * `CredentialError` whose words are for whom this is: those of an editor window do not speak of a Workbench.
 */
export class Server implements Disposable {
  readonly #client: WorkbenchClient;
  readonly #http: UndiciHttpClient;
  /** Calls have a time limit of their own. */
  readonly #signal = new AbortController().signal;

  private constructor(
    private readonly session: Session,
    /** Whether it is the broker of an editor window. */
    readonly isBroker: boolean,
    environment: Environment,
  ) {
    this.#http = new UndiciHttpClient(
      () => networkSettings(NO_SETTINGS, environment, session.caBundle),
      isBroker ? BROKER_TIMEOUT : undefined,
    );
    this.#client = new WorkbenchClient(
      () => serverAddressOf(session),
      () => readCookie(session, environment, Date.now()),
      this.#http,
      { hasAllMethods: isBroker },
    );
  }

  /** Finds the server. Throws `CredentialError` (`unavailable`) if there is none. */
  static of(environment: Environment): Server {
    const session = readServer(environment);
    if (!session) {
      throw messages.noServer();
    }
    return new Server(session, isBrokered(environment), environment);
  }

  integrations(): Promise<IntegrationList> {
    const { version } = this.session;
    if (!this.isBroker && version !== undefined && isTooOld(version)) {
      return Promise.reject(tooOld(version));
    }
    return this.#told(this.#client.integrations(this.#signal));
  }

  /** The access token; `undefined` where there is none. */
  token(guid: string): Promise<AccessToken | undefined> {
    return this.#told(this.#client.token(guid, this.#signal));
  }

  /** How the user signs in; `undefined` if the server does not know. @param open whether an editor window is to open the page */
  signIn(guid: string, open: boolean): Promise<WireSignIn | undefined> {
    return this.#told(this.#client.signIn(guid, this.#signal, open && this.isBroker));
  }

  /** What is still to be done by hand; `undefined` if the server does not know how to sign out. */
  signOut(guid: string): Promise<{ readonly detail: string | undefined } | undefined> {
    return this.#told(this.#client.signOut(guid, this.#signal));
  }

  /** Where a user of a Workbench signs in by hand. Throws `CredentialError` (`configuration`) if that is not known. */
  get homePage(): string {
    const { serverUrl, serverAddress } = this.session;
    return `${serverUrlOf({ ...this.session, serverUrl: serverUrl ?? serverAddress })}/`;
  }

  dispose(): void {
    this.#http.dispose();
  }

  async #told<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw this.isBroker && error instanceof CredentialError ? windowFailure(error) : error;
    }
  }
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
