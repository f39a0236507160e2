import { errorChain } from '../core/errors.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Integration, ListedIntegration } from '../core/integration.js';
import type { AccessToken, CredentialSource, DiagnosticSection, FollowUp, SourcePorts } from '../core/source.js';
import type { Secret } from '../core/secret.js';
import { WorkbenchClient } from './client.js';
import { readCookie } from './cookie.js';
import { noIntegrations } from './listMessages.js';
import { readSession, type Session } from './session.js';
import { notInSession, tooOld } from './sessionMessages.js';
import { loadMessages, loadSignInPage } from './onFirstUse.js';
import { isTooOld, serverAddressOf } from './sessionServer.js';

/** Milliseconds in which Workbench must answer content that asks for a token. */
const TOKEN_TIMEOUT = 30_000;

/** The OAuth integrations of the Posit Workbench session that this process runs in. */
export class WorkbenchSource implements CredentialSource {
  readonly id = 'workbench';
  readonly label = 'Posit Workbench';
  readonly contentTokens = {
    accessToken: (integration: Integration, rejected?: Secret) => this.#accessToken(integration, rejected),
  };
  readonly #session: Session | undefined;
  readonly #http: HttpClient;
  readonly #client: WorkbenchClient;
  /** The parts of the last list that could not be used. */
  #problems: readonly string[] = [];
  #notice: string | undefined;

  constructor(private readonly ports: SourcePorts) {
    const session = readSession(ports.environment);
    this.#session = session;
    this.#http = ports.http(session?.caBundle);
    this.#client = new WorkbenchClient(
      () => serverAddressOf(this.#inSession()),
      () => readCookie(this.#inSession(), ports.environment, ports.clock.now()),
      this.#http,
      {
        now: () => ports.clock.now(),
        onMissing: (method, failure) =>
          ports.log.info(`${this.id}: ${method} is not offered by this server: ${errorChain(failure)}`),
      },
    );
  }

  get emptyAdvice(): string {
    return noIntegrations();
  }

  get notice(): string | undefined {
    return this.#notice;
  }

  async list(signal: AbortSignal): Promise<readonly ListedIntegration[]> {
    const { version } = this.#inSession();
    if (version !== undefined && isTooOld(version)) {
      throw tooOld(version);
    }
    const { integrations, problems, notice } = await this.#client.integrations(signal);
    this.#logProblems(problems);
    this.#problems = problems;
    this.#notice = notice;
    return integrations;
  }

  /**
   * Opens the sign-in page: the one in the setting, or else the one that the server names. If it names none, returns
   * Workbench's home page and the way from there.
   */
  async signIn({ guid = '', label }: Integration, signal: AbortSignal): Promise<FollowUp> {
    const page = await loadSignInPage();
    const template = this.ports.setting('workbench.signInUrl');
    if (template !== '') {
      await page.open(this.ports.browser, page.fillIn(template, this.#inSession(), guid));
      return {};
    }
    const answer = await this.#client.signIn(guid, signal);
    signal.throwIfAborted();
    if (answer) {
      await (answer.url === undefined ? undefined : page.open(this.ports.browser, answer.url));
      return {};
    }
    return page.signInByHand(label, this.#inSession(), this.ports.browser);
  }

  async signOut({ guid = '', label }: Integration, signal: AbortSignal): Promise<FollowUp> {
    if (await this.#client.signOut(guid, signal)) {
      return {};
    }
    signal.throwIfAborted();
    const { signOutByHand } = await loadSignInPage();
    return signOutByHand(label, this.#inSession(), this.ports.browser);
  }

  async diagnose(signal: AbortSignal): Promise<readonly DiagnosticSection[]> {
    const { listSection, serverSection, sessionSection } = await import('./diagnostics.js');
    const session = this.#session;
    const now = this.ports.clock.now();
    const sections = await Promise.all([
      sessionSection(session, this.ports.environment, now, signal),
      ...(session ? [serverSection(session, this.#http, now, signal)] : []),
    ]);
    return this.#problems.length > 0 ? [...sections, listSection(this.#problems)] : sections;
  }

  dispose(): void {
    this.#http.dispose();
  }

  async #accessToken({ guid = '', label }: Integration, rejected: Secret | undefined): Promise<AccessToken> {
    const token = await this.#client.token(guid, AbortSignal.timeout(TOKEN_TIMEOUT), rejected);
    if (!token) {
      throw (await loadMessages()).notSignedIn(label);
    }
    return token;
  }

  /** The session's properties. Throws outside a session. */
  #inSession(): Session {
    if (!this.#session) {
      throw notInSession();
    }
    return this.#session;
  }

  /** Logs the problems, unless they are the same as last time. */
  #logProblems(problems: readonly string[]): void {
    const text = problems.join('; ');
    if (text !== '' && text !== this.#problems.join('; ')) {
      this.ports.log.warn(`${this.id}: ${text}`);
    }
  }
}
