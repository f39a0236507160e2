import { t } from '@vscode/l10n';
import type { DiagnosticSection } from '../core/diagnostics.js';
import { Emitter } from '../core/emitter.js';
import { CredentialError } from '../core/errors.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Integration, ListedIntegration } from '../core/integration.js';
import type { Disposable, Event } from '../core/ports.js';
import type { CredentialSource, Handover, SignInOptions, SourceCommands, TokenProvider } from '../core/source.js';
import { localCommands } from './commands.js';
import { type Definition, type Entry, isWrong } from './definition.js';
import { parseDefinitions } from './definitionParser.js';
import { localSections } from './diagnostics.js';
import { EditorRedirects } from './editorRedirects.js';
import { ExpiryTimer } from './expiryTimer.js';
import { handedOut } from './handedOut.js';
import type { StoredSignIns } from './forgetSignIns.js';
import { Holdings } from './holdings.js';
import { Keeper } from './keeper.js';
import { KnownServers } from './knownServers.js';
import { listedIntegration, shows, wrongIntegration } from './listing.js';
import * as messages from './messages.js';
import { AuthorizationServers } from './oauth/metadata.js';
import type { LocalPorts } from './ports.js';
import { renewal } from './renewal.js';
import { SignInFlows } from './signInFlows.js';
import { Tokens } from './tokens.js';
import { UnderWay } from './underWay.js';
import { Vault } from './vault.js';
import type { WizardPorts } from './wizard/ports.js';

/** OAuth clients of the user's own: defined in the settings, signed in to and kept by this extension itself. */
export class LocalSource implements CredentialSource {
  readonly id = 'local';
  readonly #http: HttpClient;
  readonly #vault: Vault;
  readonly #holdings: Holdings;
  readonly #underWay = new UnderWay();
  readonly #servers: AuthorizationServers;
  readonly #redirects: EditorRedirects;
  readonly #flows: SignInFlows;
  readonly #keeper: Keeper;
  readonly #tokens: Tokens;
  readonly #known: KnownServers;
  readonly #expiry: ExpiryTimer;
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly #settingChanges: Disposable;
  /** Only while there is something to keep: the vault is watched as long as somebody listens. */
  #vaultChanges: Disposable | undefined;

  readonly commands: SourceCommands;

  readonly tokens: TokenProvider;

  constructor(private readonly ports: LocalPorts) {
    const { clock, log, secrets, memory, folder, redirects } = ports;
    const fire = () => this.#changed.fire();
    this.#http = ports.http(undefined);
    const oauthPorts = { http: this.#http, clock };
    this.#vault = new Vault({ folder, secrets, memory, log, clock });
    this.#holdings = new Holdings(this.#vault, clock, log);
    this.#servers = new AuthorizationServers(oauthPorts);
    this.#redirects = new EditorRedirects(redirects, this.#vault, log);
    this.#flows = new SignInFlows(this.#servers, this.#redirects, { ...ports, http: this.#http });
    const common = { holdings: this.#holdings, log, underWay: this.#underWay };
    this.#keeper = new Keeper({ ...common, servers: this.#servers, ports: oauthPorts });
    this.#tokens = new Tokens({ ...common, clock, renew: renewal(this.#servers, oauthPorts), onRenewal: fire });
    this.#known = new KnownServers(this.#servers, clock, fire);
    this.#expiry = new ExpiryTimer(clock, fire);
    this.commands = localCommands(this, ports.dialogs);
    this.tokens = handedOut(this, this.#tokens);
    this.#settingChanges = ports.settings.onDidChange(fire);
  }

  get label(): string {
    return t('Local Integrations');
  }

  get emptyAdvice(): string {
    return messages.noneDefined();
  }

  /** What the wizards need. */
  get wizardPorts(): WizardPorts {
    const { dialogs, settings, log } = this.ports;
    return {
      dialogs,
      settings,
      log,
      discover: (server, signal) => this.#servers.of(server, signal),
      keeping: this.#keeper,
    };
  }

  async list(): Promise<readonly ListedIntegration[]> {
    const entries = this.entries;
    this.#watch(entries.length > 0);
    if (entries.length === 0) {
      this.#expiry.set([]);
      return [];
    }
    const kept = await this.#holdings.read();
    const isCodeAnswered = this.ports.isCodeAnswered();
    const definitions = entries.filter((entry): entry is Definition => !isWrong(entry));
    definitions.forEach((each) => this.#tokens.freshen(each, kept.get(each.id)));
    this.#expiry.set(definitions.flatMap((each) => this.#tokens.nextStep(each, kept.get(each.id)) ?? []));
    return entries.map((entry) =>
      isWrong(entry)
        ? wrongIntegration(entry)
        : listedIntegration(
            entry,
            this.#tokens.standing(entry, kept.get(entry.id)),
            this.#known.get(entry.server),
            isCodeAnswered,
          ),
    );
  }

  async signIn(integration: Integration, signal: AbortSignal, options: SignInOptions = {}): Promise<Handover> {
    const definition = this.definitionOf(integration);
    const kept = (await this.#holdings.read()).get(definition.id);
    try {
      const signedIn = await this.#flows.signIn(definition, kept, options, signal);
      await this.#keeper.granted(definition, signedIn);
    } catch (error) {
      if (kept?.registration) {
        await this.#keeper.forgetRegistration(definition.id, kept.registration);
      }
      throw error;
    }
    this.#changed.fire();
    return {};
  }

  async signOut(integration: Integration, signal: AbortSignal): Promise<Handover> {
    const problem = await this.#keeper.signOut(this.definitionOf(integration), signal);
    this.#changed.fire();
    return problem === undefined ? {} : { instruction: problem };
  }

  diagnose(): Promise<readonly DiagnosticSection[]> {
    return localSections(this.label, this.entries, this.#holdings, this.#vault, this.#tokens, this.ports.clock.now());
  }

  /** The entries of the setting, as they are now. */
  get entries(): readonly Entry[] {
    return parseDefinitions(this.ports.settings.read());
  }

  /** The entry that an integration shows. Throws `CredentialError` when there no longer is such. */
  entryOf(integration: Integration): Entry {
    const found = this.entries.find((entry) => shows(integration, entry));
    if (!found) {
      throw messages.definitionGone(integration.label);
    }
    return found;
  }

  /** The same, if it can be used. Throws `CredentialError` that says what is wrong with it otherwise. */
  definitionOf(integration: Integration): Definition {
    const entry = this.entryOf(integration);
    if (isWrong(entry)) {
      throw new CredentialError('configuration', entry.problem);
    }
    return entry;
  }

  /** See {@link Forgettable}. */
  async storedSignIns(): Promise<StoredSignIns | undefined> {
    try {
      const ids = [...(await this.#holdings.read()).keys()];
      const defined = ids.filter((id) => this.entries.some((entry) => entry.id === id)).length;
      const size = (await this.#vault.size()) ?? 0;
      return { defined, orphans: ids.length - defined, unreadable: Math.max(0, size - ids.length) };
    } catch (error) {
      if (await this.#vault.isKeyMissing()) {
        return undefined;
      }
      throw error;
    }
  }

  /** See {@link Forgettable}. */
  async forgetSignIns(which: 'all' | 'orphans'): Promise<readonly string[]> {
    const { entries } = this;
    const problems: string[] = [];
    for (const id of (await this.#holdings.read()).keys()) {
      const entry = entries.find((each) => each.id === id);
      if (!entry || which === 'all') {
        const definition = entry && !isWrong(entry) ? entry : undefined;
        problems.push(...[(await this.#keeper.forgetStored(id, definition)) ?? []].flat());
      }
    }
    if (which === 'all') {
      await this.#vault.startAnew();
    }
    this.#changed.fire();
    return problems;
  }

  /** See {@link Forgettable}. */
  async startAnew(): Promise<void> {
    await this.#vault.startAnew();
    this.#changed.fire();
  }

  /** Settles when what servers have given and spent is kept: a window should not be gone before. Never rejects. */
  async settled(): Promise<void> {
    await this.#underWay.settled();
    await this.#holdings.write();
  }

  /** Begins nothing more. What has been begun still comes to its end. */
  dispose(): void {
    this.#watch(false);
    for (const each of [
      this.#settingChanges,
      this.#expiry,
      this.#redirects,
      this.#tokens,
      this.#known,
      this.#holdings,
      this.#vault,
      this.#changed,
    ]) {
      each.dispose();
    }
    void this.#underWay.settled().then(() => this.#http.dispose());
  }

  #watch(isNeeded: boolean): void {
    if (isNeeded) {
      this.#vaultChanges ??= this.#vault.onDidChange(() => this.#changed.fire());
    } else {
      this.#vaultChanges?.dispose();
      this.#vaultChanges = undefined;
    }
  }
}
