import { t } from '@vscode/l10n';
import type { DiagnosticSection } from '../core/source.js';
import { caBundleIn } from '../core/caBundle.js';
import { Emitter } from '../core/emitter.js';
import { CredentialError } from '../core/errors.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Integration, ListedIntegration } from '../core/integration.js';
import { once } from '../core/once.js';
import type { Browser, Disposable, Event } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import type { CredentialSource, FollowUp, SignInOptions, SourceCommands, TokenProvider } from '../core/source.js';
import type { Finding } from '../core/finding.js';
import type { OfferedForm } from './connectJson/forms.js';
import { type Definition, type Entry, isInvalid } from './definition/definition.js';
import { parseDefinitions } from './definition/parser.js';
import { localSections } from './diagnostics.js';
import { ExpiryTimer } from '../core/expiryTimer.js';
import { tokenProvider } from './tokenProvider.js';
import type { Forgettable } from './forgetSignIns.js';
import { StoredLocalSignIns } from './storedLocalSignIns.js';
import { TargetAccess } from '../signIn/targetAccess.js';
import { DefinedCredentials } from './integrationCredentials.js';
import { KnownServers } from './knownServers.js';
import { listedIntegration, shows, wrongIntegration } from './listing.js';
import * as messages from './messages.js';
import { LOCAL_COMMANDS, noneDefined } from './outline.js';
import type { LocalPorts } from './ports.js';
import { tokenOwner } from './tokenOwner.js';
import type { SignInState } from '../vault/signInState.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import type { TokenOwner } from '../vault/tokenOwner.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import type { WizardPorts } from './wizard/ports.js';
import { wizardPorts } from './wizardPorts.js';

/** Local integrations: OAuth clients that the settings define, whose tokens this extension requests and stores. */
export class LocalSource implements CredentialSource {
  readonly id = 'local';
  readonly #http: HttpClient;
  readonly #access: TargetAccess;
  readonly #defined: DefinedCredentials;
  /** What is stored, as far as it can be deleted. */
  readonly stored: Forgettable;
  readonly #known: KnownServers;
  readonly #expiry: ExpiryTimer;
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly #settingChanges: Disposable;
  /** The parsed setting, until it changes: code may ask for tokens thousands of times. */
  #entries: readonly Entry[] | undefined;
  /** Only while there are integrations: the vault watches its file as long as it has a listener. */
  #vaultChanges: Disposable | undefined;

  readonly commands: SourceCommands;

  readonly tokens: TokenProvider;

  constructor(private readonly ports: LocalPorts) {
    const { clock, storage, environment } = ports;
    const fire = () => this.#changed.fire();
    this.#http = ports.http(caBundleIn(environment));
    this.#access = new TargetAccess({ ...ports, http: this.#http, relay: ports.relay, onDidChange: fire });
    const { grants, servers } = this.#access;
    const { credentials: store, pendingWork } = storage;
    this.#defined = new DefinedCredentials({ store, pendingWork, grants });
    this.stored = new StoredLocalSignIns({ storage, grants, entries: () => this.entries, onDidChange: fire });
    this.#known = new KnownServers(servers, clock, fire);
    this.#expiry = new ExpiryTimer(clock, fire);
    const loadCommands = once(async () => {
      const { localCommands } = await import('./commands.js');
      return localCommands(this, ports.dialogs);
    });
    this.commands = Object.fromEntries(
      LOCAL_COMMANDS.map((name) => [name, async (integration) => (await loadCommands())[name](integration)]),
    );
    this.tokens = tokenProvider(this);
    this.#settingChanges = ports.settings.onDidChange(() => {
      this.#entries = undefined;
      fire();
    });
  }

  get label(): string {
    return t('Local Integrations');
  }

  get emptyAdvice(): string {
    return noneDefined();
  }

  /** For the wizards. */
  get wizardPorts(): WizardPorts {
    return wizardPorts(this.ports, this.#access.servers, this.#defined);
  }

  /** What integrations on Posit Connect can start with. */
  async offeredForms(): Promise<readonly OfferedForm[]> {
    const { offeredForms } = await import('./connectJson/forms.js');
    return offeredForms(this.wizardPorts, this.entries);
  }

  async list(): Promise<readonly ListedIntegration[]> {
    const entries = this.entries;
    this.#watch(entries.length > 0);
    if (entries.length === 0) {
      this.#expiry.set([]);
      return [];
    }
    const stored = await this.ports.storage.credentials.read();
    const isCodeAnswered = this.ports.isCodeAnswered();
    const definitions = entries.filter((entry): entry is Definition => !isInvalid(entry));
    const owners = definitions.map((each) => this.#ownerOf(each));
    owners.forEach((each) => this.#access.tokens.renewIfDue(each, stored.get(each.id)));
    this.#expiry.set(owners.flatMap((each) => this.#access.tokens.nextCheck(each, stored.get(each.id)) ?? []));
    return entries.map((entry) =>
      isInvalid(entry)
        ? wrongIntegration(entry)
        : listedIntegration(
            entry,
            this.stateOf(entry, stored.get(entry.id)),
            this.#known.get(entry.server),
            isCodeAnswered,
          ),
    );
  }

  async signIn(integration: Integration, signal: AbortSignal, options: SignInOptions = {}): Promise<FollowUp> {
    await this.#access.signIn(this.definitionOf(integration), options, signal);
    return {};
  }

  showSignInAgain(integration: Integration, browser?: Browser): Promise<boolean> {
    return this.#access.showSignInAgain(this.definitionOf(integration).id, browser);
  }

  async signOut(integration: Integration, signal: AbortSignal): Promise<FollowUp> {
    const problem = await this.#access.grants.signOut(this.definitionOf(integration), signal);
    this.#changed.fire();
    return problem === undefined ? {} : { instruction: problem };
  }

  diagnose(): Promise<readonly DiagnosticSection[]> {
    const { storage } = this.ports;
    const state = this.stateOf.bind(this);
    return localSections(this.label, this.entries, storage, state, this.ports.clock.now());
  }

  check(integration: Integration, signal: AbortSignal): Promise<readonly Finding[]> {
    return this.checkEntry(this.entryOf(integration), signal);
  }

  /** See {@link checkIntegration}. */
  async checkEntry(entry: Entry, signal: AbortSignal): Promise<readonly Finding[]> {
    const [{ checkIntegration }, { checkPorts }] = await Promise.all([
      import('./check/checkIntegration.js'),
      import('./check/sourcePorts.js'),
    ]);
    const ports = checkPorts({
      oauth: this.#access.oauthPorts,
      servers: this.#access.servers,
      stored: async (id) => (await this.ports.storage.credentials.read()).get(id),
      stateOf: this.stateOf.bind(this),
      signIn: this.#access.methodPorts,
    });
    return checkIntegration(entry, ports, signal);
  }

  showReport(title: string, text: string): Promise<void> {
    return this.ports.showReport(title, text);
  }

  now(): number {
    return this.ports.clock.now();
  }

  /** The entries of the setting now. */
  get entries(): readonly Entry[] {
    this.#entries ??= parseDefinitions(this.ports.settings.read());
    return this.#entries;
  }

  /** The entry that an integration shows. Throws `CredentialError` if it no longer exists. */
  entryOf(integration: Integration): Entry {
    const found = this.entries.find((entry) => shows(integration, entry));
    if (!found) {
      throw messages.definitionGone(integration.label);
    }
    return found;
  }

  /** The same as a definition. Throws `CredentialError` that says what is wrong with it if it is invalid. */
  definitionOf(integration: Integration): Definition {
    const entry = this.entryOf(integration);
    if (isInvalid(entry)) {
      throw new CredentialError('configuration', entry.problem);
    }
    return entry;
  }

  /** See {@link TokenSource}. */
  tokensOf(definition: Definition, rejected?: Secret): Promise<TokenSet> {
    return this.#access.tokens.get(this.#ownerOf(definition), rejected);
  }

  /** Whether the user is signed in, according to what is stored: no server is asked. */
  stateOf(definition: Definition, stored: StoredCredentials | undefined): SignInState {
    return this.#access.tokens.state(this.#ownerOf(definition), stored);
  }

  /** Settles when the answers of servers are stored: a window should not close before. Never rejects. */
  async settled(): Promise<void> {
    await this.ports.storage.settled();
  }

  /** Starts nothing more, but finishes what has been started. */
  dispose(): void {
    this.#watch(false);
    for (const each of [this.#settingChanges, this.#expiry, this.#access, this.#known, this.#changed]) {
      each.dispose();
    }
    void this.ports.storage.pendingWork.settled().then(() => this.#http.dispose());
  }

  #ownerOf(definition: Definition): TokenOwner {
    return tokenOwner(definition, this.#access.servers, this.#access.oauthPorts);
  }

  #watch(isNeeded: boolean): void {
    if (isNeeded) {
      this.#vaultChanges ??= this.ports.storage.vault.onDidChange(() => this.#changed.fire());
    } else {
      this.#vaultChanges?.dispose();
      this.#vaultChanges = undefined;
    }
  }
}
