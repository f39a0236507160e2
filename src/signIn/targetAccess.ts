import { once } from '../core/once.js';
import type { Browser, Disposable } from '../core/ports.js';
import type { SignInOptions } from '../core/source.js';
import type { OAuthPorts } from '../oauth/libraryRequest.js';
import { ServerMetadataCache } from '../oauth/serverMetadata.js';
import { AccessTokens } from '../vault/accessTokens.js';
import { Grants } from './grants.js';
import type { MethodPorts } from './methods/method.js';
import type { SignInFlows } from './signInFlows.js';
import type { SignInTarget } from './target.js';
import type { TokenStorage } from './tokenStorage.js';

/** What signing in needs from outside. The caller disposes of `http`. */
export interface TargetAccessPorts extends Omit<MethodPorts, 'editorCallbacks'> {
  readonly storage: TokenStorage;
  /** Called when tokens have changed, or could not be renewed. */
  readonly onDidChange: () => void;
}

/** Signing in to the targets of one source, and what that has brought: their grants and access tokens. */
export class TargetAccess implements Disposable {
  readonly servers: ServerMetadataCache;
  readonly grants: Grants;
  readonly tokens: AccessTokens;
  readonly methodPorts: MethodPorts;
  readonly #loadFlows: () => Promise<SignInFlows>;
  /** Once a sign-in has loaded them. */
  #flows: SignInFlows | undefined;

  constructor(private readonly ports: TargetAccessPorts) {
    const { storage, http, clock, log, onDidChange } = ports;
    this.methodPorts = { ...ports, editorCallbacks: storage.editorCallbacks };
    this.servers = new ServerMetadataCache(this.oauthPorts);
    const common = { store: storage.credentials, pendingWork: storage.pendingWork, log };
    this.grants = new Grants({ ...common, servers: this.servers, ports: { http, clock, log } });
    this.tokens = new AccessTokens({ ...common, clock, onRenewal: onDidChange });
    this.#loadFlows = once(async () => {
      const { SignInFlows } = await import('./signInFlows.js');
      return (this.#flows = new SignInFlows(this.servers, this.methodPorts));
    });
  }

  get oauthPorts(): OAuthPorts {
    const { http, clock, log } = this.ports;
    return { http, clock, log };
  }

  /**
   * Signs in by the first method that works in this window, and stores the tokens. Throws `CredentialError`; `Cancelled` if
   * the user cancels; or the signal's reason once it is aborted.
   */
  async signIn(target: SignInTarget, options: SignInOptions, signal: AbortSignal): Promise<void> {
    const { storage, onDidChange } = this.ports;
    const stored = (await storage.credentials.read()).get(target.id);
    // A client that the server no longer knows is registered again.
    const isClientRefused = this.tokens.isClientRefused(target, stored);
    const usable = stored && isClientRefused ? { ...stored, registration: undefined } : stored;
    try {
      const signedIn = await (await this.#loadFlows()).signIn(target, usable, options, signal);
      await this.grants.store(target, signedIn);
    } catch (error) {
      // The server may no longer know the client, which it tells in the browser alone (RFC 6749, section 4.1.2.1).
      if (stored?.registration) {
        await this.grants.forgetClient(target.id, stored.registration);
      }
      throw error;
    }
    onDidChange();
  }

  /** See `CredentialSource.showSignInAgain`. @param id of the target */
  showSignInAgain(id: string, browser?: Browser): Promise<boolean> {
    return this.#flows?.showAgain(id, browser) ?? Promise.resolve(false);
  }

  /** Starts nothing more, but finishes what has been started. */
  dispose(): void {
    this.tokens.dispose();
  }
}
