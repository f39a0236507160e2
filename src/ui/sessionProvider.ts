import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Sessions } from './sessions.js';

/** The authentication provider's ID; the manifest uses it, too. */
const PROVIDER_ID = 'available-credentials';

/**
 * Gives other extensions access tokens. VS Code asks the user before each extension gets one. The code for that is loaded
 * when an extension requests a token, or after the first rows.
 */
export class SessionProvider implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly onDidChangeSessions = this.#changed.event;
  readonly #registration: vscode.Disposable;

  /**
   * @param sessions loads the code
   * @param isOpen whether the window has been opened, so that there may be something to list
   */
  constructor(
    private readonly sessions: () => Promise<Sessions>,
    private readonly isOpen: () => boolean,
  ) {
    // Without multiple accounts: there is one for each scope. VS Code would ask again whenever an extension requested another.
    this.#registration = vscode.authentication.registerAuthenticationProvider(
      PROVIDER_ID,
      t('Available Credentials'),
      this,
    );
  }

  /** Without scopes, VS Code lists the accounts in its menu, which it also does in windows that have nothing to show yet. */
  async getSessions(
    scopes?: readonly string[],
    options?: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession[]> {
    return scopes || this.isOpen() ? (await this.sessions()).find(scopes, options?.account) : [];
  }

  async createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    return (await this.sessions()).create(scopes);
  }

  async removeSession(id: string): Promise<void> {
    await (await this.sessions()).remove(id);
  }

  /** Tells VS Code that sessions have begun, changed or ended. */
  fire(change: vscode.AuthenticationProviderAuthenticationSessionsChangeEvent): void {
    this.#changed.fire(change);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
