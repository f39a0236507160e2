import { AgentList } from '../coder/agentList.js';
import { AgentTokens } from '../coder/agentTokens.js';
import { UserApi } from '../coder/api.js';
import { checkProvider } from '../coder/check.js';
import { integrationId } from '../coder/integrationId.js';
import { type KnownProvider, nameOf } from '../coder/knownProvider.js';
import { listedProvider, signInUrlOf } from '../coder/listing.js';
import * as coderMessages from '../coder/messages.js';
import { findSession, printedToken } from '../coder/session.js';
import { UserList } from '../coder/userList.js';
import { readWorkspace, type Workspace } from '../coder/workspace.js';
import { caBundleIn } from '../core/caBundle.js';
import type { Finding } from '../core/finding.js';
import type { HttpClient } from '../core/httpClient.js';
import type { ListedIntegration } from '../core/integration.js';
import { once } from '../core/once.js';
import type { Clock, Environment } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import type { AccessToken } from '../core/source.js';
import { assertOpenable } from '../core/url.js';
import { networkSettings } from '../http/networkSettings.js';
import { UndiciHttpClient } from '../http/undiciHttpClient.js';
import type { IntegrationList } from '../workbench/integrationParser.js';
import type { WireSignIn } from '../workbench/wire.js';
import { now } from './clock.js';
import { coderHasNone, coderKnowsNone, coderNeedsSession } from './connectionMessages.js';
import { ProviderFinder } from './coder/providerFinder.js';
import { RememberedList } from './coder/rememberedList.js';
import type { IntegrationBackend } from './integrationBackend.js';
import { NO_SETTINGS } from './noSettings.js';

/** Seconds for all answers: Coder may have to ask several providers, one after the other. */
const TIMEOUT = 60;

const clock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delay) => {
    const timer = setTimeout(callback, delay);
    return { dispose: () => clearTimeout(timer) };
  },
};

const NO_LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The Coder deployment of this workspace, without an editor window. */
export class CoderBackend implements IntegrationBackend {
  readonly isBroker = false;
  readonly isWaiting: boolean;
  readonly #workspace: Workspace;
  readonly #http: HttpClient;
  readonly #tokens: AgentTokens;
  readonly #remembered: RememberedList;
  readonly #finder: ProviderFinder;
  readonly #waitEnd: number;
  readonly #deadline: number;
  readonly #abort = new AbortController();
  #known: readonly KnownProvider[] = [];
  readonly #user = once(() => this.#findUser());

  private constructor(
    private readonly environment: Environment,
    workspace: Workspace,
    wait: number | undefined,
  ) {
    this.#workspace = workspace;
    this.isWaiting = wait !== undefined;
    this.#waitEnd = now() + (wait ?? 0) * 1_000;
    this.#deadline = now() + Math.max(wait ?? 0, TIMEOUT) * 1_000;
    this.#http = new UndiciHttpClient(
      () => networkSettings(NO_SETTINGS, environment, caBundleIn(environment)),
      TIMEOUT * 1_000,
    );
    this.#tokens = new AgentTokens({ workspace, http: this.#http, clock });
    this.#remembered = new RememberedList(workspace.url, environment, clock, NO_LOG);
    this.#finder = new ProviderFinder({
      ...{ url: workspace.url, tokens: this.#tokens, remembered: this.#remembered, isWaiting: this.isWaiting },
      list: new AgentList({ tokens: this.#tokens, now: () => clock.now(), onDidChange: () => undefined }),
      userList: async () => (await this.#user())?.list,
      signal: this.#abort.signal,
    });
  }

  /** `undefined` outside a workspace. Throws `CredentialError` (`configuration`). @param wait seconds that the user allows */
  static of(environment: Environment, wait?: number): CoderBackend | undefined {
    const workspace = readWorkspace(environment);
    return workspace && new CoderBackend(environment, workspace, wait);
  }

  /** The first time, a refresh that fails is no failure of this: what is done next leads to it, or checks it. */
  async integrations(name?: string): Promise<IntegrationList> {
    this.#known = await this.#finder.providers(name);
    const notice = this.#finder.refusal?.message ?? (await this.#emptyNotice());
    return {
      ...{ integrations: this.#rowsOf(this.#known), problems: [] },
      ...(notice === undefined ? {} : { notice }),
    };
  }

  async token(guid: string, rejected?: Secret): Promise<AccessToken | undefined> {
    const auth = await this.#tokens.get(this.#provider(guid).asked, rejected);
    if (auth.kind === 'notSignedIn') {
      return undefined;
    }
    const { token: value, expiresAt, extra } = auth;
    return { value, expiresAt, ...(extra ? { extra } : {}) };
  }

  signIn(guid: string): Promise<WireSignIn> {
    const known = this.#provider(guid);
    const url = signInUrlOf(known, this.#workspace.url);
    const authenticated = known.status === 'signedIn';
    if (!authenticated && url !== undefined) {
      assertOpenable(url, this.#workspace.url);
    }
    return Promise.resolve({ authenticated, ...(url === undefined ? {} : { url }) });
  }

  cancelSignIn(): Promise<void> {
    return Promise.resolve();
  }

  async signOut(guid: string): Promise<{ readonly detail: string | undefined }> {
    const { asked } = this.#provider(guid);
    const user = await this.#user();
    if (!user || !('id' in asked)) {
      throw coderNeedsSession();
    }
    const result = await user.api.signOut(asked.id, this.#abort.signal);
    await this.#remembered.signedOut(asked.id);
    return { detail: coderMessages.signedOut(asked.id, result) };
  }

  async check(guid: string): Promise<readonly Finding[]> {
    const { asked } = this.#provider(guid);
    return checkProvider(nameOf(asked), this.#workspace.url, () => this.#tokens.ask(asked));
  }

  get homePage(): string {
    return this.#workspace.url;
  }

  get waitLeft(): number {
    return this.#waitEnd - now();
  }

  get timeLeft(): number {
    return this.#deadline - now();
  }

  endWait(): void {
    // Each call has a limit of its own.
  }

  dispose(): void {
    this.#abort.abort();
    this.#http.dispose();
  }

  async #findUser() {
    const { environment } = this;
    const session = await findSession(
      {
        ...{ environment, log: NO_LOG, stored: () => Promise.resolve(undefined) },
        printedToken: () => printedToken(environment),
      },
      this.#workspace.url,
    );
    const api = session && new UserApi(session, this.#http);
    return api && { api, list: new UserList({ api, clock, onDidChange: () => undefined }) };
  }

  #provider(guid: string): KnownProvider {
    const found = this.#known.find(({ asked }) => integrationId(this.#workspace.url, asked) === guid);
    if (!found) {
      throw coderMessages.gone(guid);
    }
    return found;
  }

  /** Why there are no providers, if there are none. */
  async #emptyNotice(): Promise<string | undefined> {
    if (this.#known.length > 0) {
      return undefined;
    }
    return (await this.#user()) ? coderHasNone() : coderKnowsNone();
  }

  #rowsOf(known: readonly KnownProvider[]): readonly ListedIntegration[] {
    const rows = known.map((each) => listedProvider(each, { url: this.#workspace.url, hasTokens: true }));
    // As a window says it: who asks for the token then gets the failure, and is not told to sign in.
    return rows.map((row) => (row.isTokenUnknown ? { ...row, status: { kind: 'authenticated' } } : row));
  }
}
