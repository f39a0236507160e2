import type { AccessToken } from './source.js';
import type { DiagnosticSection } from './source.js';
import { Emitter } from './emitter.js';
import type { Integration, ListedIntegration } from './integration.js';
import { once } from './once.js';
import type { Browser, Disposable, Event } from './ports.js';
import type { Secret } from './secret.js';
import type { CredentialSource, FollowUp, SignInOptions, SourceCommands, TokenProvider } from './source.js';

/** What has to be known of a source before its code is loaded. */
export interface SourceOutline<T extends CredentialSource> {
  readonly id: string;
  readonly label: () => string;
  /** Loads its code, and makes it. Called once, and again only after it has failed. */
  readonly load: () => Promise<T>;
  /** Of a source whose tokens may be handed out: see {@link TokenProvider.isNeeded}. */
  readonly hasTokens?: () => boolean;
  /** The names of {@link CredentialSource.commands}. */
  readonly commands?: readonly string[];
  /** Fires when the source may have news, until it is loaded and says so itself. */
  readonly onDidChange?: Event<void>;
}

/** A source whose code is loaded when it is first asked for something: opening a window costs next to nothing. */
export class LazySource<T extends CredentialSource = CredentialSource> implements CredentialSource {
  readonly id: string;
  readonly commands: SourceCommands;
  readonly tokens?: TokenProvider;
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #changes: Disposable | undefined;
  #loaded: T | undefined;
  #isDisposed = false;

  constructor(private readonly outline: SourceOutline<T>) {
    const { id, commands = [], hasTokens } = outline;
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
    this.#changes = outline.onDidChange?.(() => this.#changed.fire());
  }

  get label(): string {
    return this.outline.label();
  }

  get emptyAdvice(): string | undefined {
    return this.#loaded?.emptyAdvice;
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
    const { tokens } = await this.load();
    if (!tokens) {
      throw new Error(`${this.id} hands out no tokens`);
    }
    return tokens.accessToken(integration, rejected);
  }
}
