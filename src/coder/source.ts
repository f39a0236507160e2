import { caBundleIn } from '../core/caBundle.js';
import type { Dialogs } from '../core/dialogs.js';
import { Emitter } from '../core/emitter.js';
import type { CredentialError } from '../core/errors.js';
import { asCredentialError } from '../core/errors.js';
import type { Finding } from '../core/finding.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Integration, ListedIntegration } from '../core/integration.js';
import type { Browser, Disposable, Event } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import { whileAsking } from '../core/signInQuestion.js';
import type {
  AccessToken,
  CredentialSource,
  DiagnosticSection,
  FollowUp,
  SignInOptions,
  SourcePorts,
  TokenProvider,
} from '../core/source.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { signInToCoder, signOutOfCoder, StoredSession } from './account.js';
import { AgentList } from './agentList.js';
import { AgentTokens } from './agentTokens.js';
import { checkProvider } from './check.js';
import { coderSections } from './diagnostics.js';
import { integrationId } from './integrationId.js';
import { type KnownProvider, nameOf } from './knownProvider.js';
import { type AccountFacts, listedAccount, listedProvider } from './listing.js';
import * as messages from './messages.js';
import { type Agent, ProviderSignIns, type Row } from './providerSignIns.js';
import { gitHosts } from './remotes.js';
import { Session } from './sessionAccess.js';
import { readWorkspace, type Workspace } from './workspace.js';

export interface CoderPorts extends SourcePorts {
  readonly storage: TokenStorage;
  readonly dialogs: Dialogs;
  /** The IDs of providers in the user's setting. */
  readonly providerIds: () => readonly string[];
  /** Fires when that setting has changed. */
  readonly onDidChangeProviderIds: Event<void>;
  /** The paths of the folders whose Git remotes are looked at. */
  readonly folders: () => readonly string[];
  /** Called when the user has entered a session of this deployment, or with `undefined` when it was deleted. */
  readonly onDidChangeStoredSession: (url: string | undefined) => Promise<void>;
}

/**
 * The providers of a Coder deployment. The agent's token of a workspace gives access tokens, but can't list; a user's
 * session token lists and signs out, but gives no access tokens. Either may be missing.
 */
export class CoderSource implements CredentialSource {
  readonly id = 'coder';
  readonly label = messages.label();
  account: ListedIntegration | undefined;
  notice: string | undefined;
  readonly tokens?: TokenProvider;
  readonly noTokens: string | undefined;
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly #http: HttpClient;
  readonly #workspace: Workspace | undefined;
  /** Why the workspace can't be used. */
  readonly #problem: CredentialError | undefined;
  readonly #agent: Agent | undefined;
  readonly #session: Session;
  readonly #signIns: ProviderSignIns;
  readonly #changes: readonly Disposable[];
  #rows: readonly Row[] = [];

  constructor(private readonly ports: CoderPorts) {
    const { clock, environment, storage } = ports;
    this.#http = ports.http(caBundleIn(environment));
    try {
      this.#workspace = readWorkspace(environment);
    } catch (error) {
      this.#problem = asCredentialError(error, messages.wrongUrl('CODER_AGENT_URL').message);
    }
    const onDidChange = () => this.#changed.fire();
    this.#session = new Session({
      ...{ ...ports, http: this.#http, workspaceUrl: this.#workspace?.url, onDidChange },
      stored: () => new StoredSession(storage).read(),
    });
    if (this.#workspace) {
      const tokens = new AgentTokens({ workspace: this.#workspace, http: this.#http, clock });
      this.#agent = { tokens, list: new AgentList({ tokens, now: () => clock.now(), onDidChange }) };
      this.tokens = { isNeeded: true, accessToken: (each, rejected) => this.#accessToken(each, rejected) };
    }
    this.noTokens = this.#agent ? undefined : messages.noTokensHere();
    this.#signIns = new ProviderSignIns({
      ...{ ...ports, session: this.#session, agent: this.#agent, url: () => this.#url },
      providers: (signal) => this.#providers(signal),
    });
    this.#changes = [storage.vault.onDidChange(onDidChange), ports.onDidChangeProviderIds(onDidChange)];
  }

  async list(signal: AbortSignal): Promise<readonly ListedIntegration[]> {
    if (this.#problem) {
      this.account = listedAccount(this.#facts);
      throw this.#problem;
    }
    await this.#session.update();
    // Now, in case a request fails, and again with what the requests have shown.
    this.account = listedAccount(this.#facts);
    await this.#signIns.look(this.#rows, signal);
    const providers = await this.#providers(signal);
    this.account = listedAccount(this.#facts);
    const { problems } = this.#session;
    this.notice = problems.length > 0 ? messages.incomplete(problems) : undefined;
    const url = this.#url;
    this.#rows = providers.map((known) => ({ guid: integrationId(url, known.asked), known }));
    return providers.map((known) => listedProvider(known, { url, hasTokens: this.#agent !== undefined }));
  }

  async signIn(integration: Integration, signal: AbortSignal, options: SignInOptions = {}): Promise<FollowUp> {
    if (integration.guid === undefined) {
      const known = this.#workspace?.url ?? this.#session.current?.url;
      const url = await whileAsking(options, () => signInToCoder({ ...this.ports, http: this.#http }, known, signal));
      await this.ports.onDidChangeStoredSession(url);
      // Also if the user has entered the token that the server had refused.
      this.#session.forget();
      this.#changed.fire();
      return {};
    }
    await this.#signIns.signIn(this.#find(integration), signal, options);
    this.#changed.fire();
    return {};
  }

  showSignInAgain(integration: Integration, browser?: Browser): Promise<boolean> {
    const isAccount = integration.guid === undefined;
    return isAccount ? Promise.resolve(false) : this.#signIns.showAgain(this.#find(integration), browser);
  }

  async signOut(integration: Integration, signal: AbortSignal): Promise<FollowUp> {
    if (integration.guid === undefined) {
      return this.#signOutOfCoder(signal);
    }
    const { asked } = this.#find(integration).known;
    if (!('id' in asked)) {
      throw messages.needsSession();
    }
    const result = await this.#session.signOut(asked.id, signal);
    this.#agent?.tokens.forget(asked);
    this.#agent?.list.forget(asked);
    return { instruction: messages.signedOut(integration.label, result) };
  }

  async check(integration: Integration): Promise<readonly Finding[]> {
    const { asked } = this.#find(integration).known;
    const agent = this.#agent;
    if (!agent) {
      throw messages.noWorkspace();
    }
    return checkProvider(nameOf(asked), this.#workspace?.url ?? '', () => agent.tokens.ask(asked));
  }

  diagnose(): Promise<readonly DiagnosticSection[]> {
    const providers = this.#rows.map(({ known }) => known);
    return Promise.resolve(coderSections(this.#facts, providers));
  }

  dispose(): void {
    this.#changes.forEach((each) => each.dispose());
    this.#session.dispose();
    this.#changed.dispose();
    this.#http.dispose();
  }

  async #signOutOfCoder(signal: AbortSignal): Promise<FollowUp> {
    const session = this.#session.current;
    if (session?.origin !== 'stored') {
      throw messages.needsSession();
    }
    const instruction = await signOutOfCoder({ ...this.ports, http: this.#http }, session, signal);
    await this.ports.onDidChangeStoredSession(undefined);
    return { instruction };
  }

  /** What is known of the user's account. */
  get #facts(): AccountFacts {
    const { current: session, user, refusal } = this.#session;
    return { workspace: this.#workspace, session, user, refusal: this.#problem?.message ?? refusal };
  }

  /** Of the deployment: the user's address of it, if that is known. */
  get #url(): string {
    return this.#session.current?.url ?? this.#workspace?.url ?? '';
  }

  async #providers(signal: AbortSignal): Promise<readonly KnownProvider[]> {
    const { folders, providerIds } = this.ports;
    const listed = await this.#session.providers(signal);
    if (listed) {
      // A user who has signed out elsewhere has revoked the token.
      listed.filter(({ status }) => status !== 'signedIn').forEach(({ asked }) => this.#agent?.tokens.forget(asked));
      return listed.map((each) => this.#agent?.list.withFailure(each) ?? each);
    }
    return (await this.#agent?.list.providers(providerIds(), await gitHosts(folders()), signal)) ?? [];
  }

  async #accessToken(integration: Integration, rejected: Secret | undefined): Promise<AccessToken> {
    const { known } = this.#find(integration);
    const auth = await this.#agent?.tokens.get(known.asked, rejected, known.expiresAt);
    this.#agent?.list.forget(known.asked);
    if (auth?.kind !== 'signedIn') {
      this.#notSignedIn(known);
      throw messages.notSignedIn(integration.label);
    }
    const { token: value, expiresAt, extra } = auth;
    return { value, expiresAt, ...(extra ? { extra } : {}) };
  }

  /** Without this, the view shows the provider as signed in until the next list, and code is not told to sign in. */
  #notSignedIn({ asked, status }: KnownProvider): void {
    if (status !== 'notSignedIn') {
      if ('id' in asked) {
        this.#session.notSignedIn(asked.id);
      }
      this.#changed.fire();
    }
  }

  #find({ guid, label }: Integration): Row {
    const found = this.#rows.find((each) => each.guid === guid);
    if (!found) {
      throw messages.gone(label);
    }
    return found;
  }
}
