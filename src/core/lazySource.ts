import { Emitter } from './emitter.js';
import type { Finding } from './finding.js';
import type { Integration, ListedIntegration } from './integration.js';
import { once } from './once.js';
import type { Browser, Disposable, Event } from './ports.js';
import type {
  AccessToken,
  CredentialSource,
  DiagnosticSection,
  FollowUp,
  SignInOptions,
  SourceCommands,
  TokenProvider,
} from './source.js';
import type { Secret } from './secret.js';

/** What the extension needs to know about a source before its code is loaded. */
export interface SourceOutline<T extends CredentialSource> {
  readonly id: string;
  readonly label: () => string;
  readonly emptyAdvice?: () => string;
  /** Loads the source's code and constructs the source. Called once; after a failure, called again on the next use. */
  readonly load: () => Promise<T>;
  /** Whether the source is known to have no integrations, so that it need not be loaded to list them. */
  readonly isEmpty?: () => boolean;
  /** For a source that provides tokens to code: see {@link TokenProvider.isNeeded}. */
  readonly hasTokens?: () => boolean;
  /** Whether the source has {@link CredentialSource.contentTokens}. */
  readonly hasContentTokens?: boolean;
  /** The names of {@link CredentialSource.commands}. */
  readonly commands?: readonly string[];
  /** Fires when the source may have changed. Used until the source is loaded and has an event of its own. */
  readonly onDidChange?: Event<void>;
}

/** A source whose code is loaded when it is first needed for something that its outline does not know. */
export class LazySource<T extends CredentialSource = CredentialSource> implements CredentialSource {
  readonly id: string;
  readonly commands: SourceCommands;
  readonly tokens?: TokenProvider;
  readonly contentTokens?: Pick<TokenProvider, 'accessToken'>;
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #changes: Disposable | undefined;
  #loaded: T | undefined;
  #isDisposed = false;

  constructor(private readonly outline: SourceOutline<T>) {
    const { id, commands = [], hasTokens, hasContentTokens } = outline;
    this.id = id;
    this.commands = Object.fromEntries(commands.map((name) => [name, (integration) => this.#run(name, integration)]));
    if (hasTokens) {
      this.tokens = {
        get isNeeded() {
          return hasTokens();
        },
        accessToken: (integration, rejected) => this.#accessToken(integration, rejected),
      };
    }
    if (hasContentTokens) {
      this.contentTokens = { accessToken: (integration, rejected) => this.#accessToken(integration, rejected) };
    }
    this.#changes = outline.onDidChange?.(() => this.#changed.fire());
  }

  get label(): string {
    return this.outline.label();
  }

  get emptyAdvice(): string | undefined {
    return this.#loaded?.emptyAdvice ?? this.outline.emptyAdvice?.();
  }

  get notice(): string | undefined {
    return this.#loaded?.notice;
  }

  /** The source itself, if it has been loaded. */
  get loaded(): T | undefined {
    return this.#loaded;
  }

  /** The source itself. Rejects if its code can't be loaded. */
  readonly load = once(() => this.#load());

  async list(signal: AbortSignal): Promise<readonly ListedIntegration[]> {
    if (!this.#loaded && this.outline.isEmpty?.()) {
      return [];
    }
    return (await this.load()).list(signal);
  }

  async signIn(integration: Integration, signal: AbortSignal, options?: SignInOptions): Promise<FollowUp> {
    return (await this.load()).signIn(integration, signal, options);
  }

  async showSignInAgain(integration: Integration, browser?: Browser): Promise<boolean> {
    return (await (await this.load()).showSignInAgain?.(integration, browser)) ?? false;
  }

  async signOut(integration: Integration, signal: AbortSignal): Promise<FollowUp> {
    return (await this.load()).signOut(integration, signal);
  }

  /** Empty if the source can't check. */
  async check(integration: Integration, signal: AbortSignal): Promise<readonly Finding[]> {
    return (await (await this.load()).check?.(integration, signal)) ?? [];
  }

  async diagnose(signal: AbortSignal): Promise<readonly DiagnosticSection[]> {
    return (await this.load()).diagnose(signal);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#changes?.dispose();
    this.#loaded?.dispose();
    this.#changed.dispose();
  }

  async #load(): Promise<T> {
    const loaded = await this.outline.load();
    if (this.#isDisposed) {
      loaded.dispose();
      return loaded;
    }
    this.#loaded = loaded;
    if (loaded.onDidChange) {
      this.#changes?.dispose();
      this.#changes = loaded.onDidChange(() => this.#changed.fire());
    }
    return loaded;
  }

  async #run(name: string, integration: Integration | undefined): Promise<void> {
    await (await this.load()).commands?.[name]?.(integration);
  }

  async #accessToken(integration: Integration, rejected: Secret | undefined): Promise<AccessToken> {
    const loaded = await this.load();
    const tokens = loaded.tokens ?? loaded.contentTokens;
    if (!tokens) {
      throw new Error(`The source ${this.id} has no tokens for code`);
    }
    return tokens.accessToken(integration, rejected);
  }
}
